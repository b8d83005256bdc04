import CSQLite
import Foundation
import GRDB

/// Hands values that are ready to one UPDATE over many rows, as SQL functions of its connection.
///
/// `_stopover_value(n, key…)` is output `n` of the row with that key, `_stopover_is_ready(key…)` whether there
/// is one. Rows are looked up by their key's storage class and bytes: that they come in order is a hint, which
/// mostly holds (a table with triggers collects them first).
final class RowFeed {
    static let valueFunction = "_stopover_value"
    static let readyFunction = "_stopover_is_ready"

    /// What the functions look at; at an address that stays.
    private let state: UnsafeMutablePointer<State>
    private let connection: OpaquePointer?

    /// Defines the functions until ``remove()``, which has to come before the feed is gone.
    ///
    /// - Parameter db: outlives the feed.
    init(_ db: Database) throws {
        connection = db.handle
        state = .allocate(capacity: 1)
        state.initialize(to: State())
        try define(valueFunction: Self.value, isReady: Self.isReady)
    }

    /// Forgets them. Statements that use them can't be run any more.
    func remove() {
        try? define(valueFunction: nil, isReady: nil)
    }

    deinit {
        state.deinitialize(count: 1)
        state.deallocate()
    }

    private typealias Function =
        @convention(c) (OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?) -> Void

    private func define(valueFunction value: Function?, isReady: Function?) throws {
        for (name, function) in [(Self.valueFunction, value), (Self.readyFunction, isReady)] {
            let code = sqlite3_create_function_v2(
                connection, name, -1, SQLITE_UTF8 | SQLITE_DIRECTONLY, state, function, nil, nil,
                nil)
            guard code == SQLITE_OK else { throw Connection.failure(code, connection) }
        }
    }

    /// Runs `body` while the functions hand out the outputs of these rows.
    ///
    /// - Parameters:
    ///   - keys: as many cells a row as the key has columns.
    ///   - outputs: as many cells a row as are written.
    func lend<Result>(
        keys: ValueBuffer, outputs: ValueBuffer, rowCount: Int, _ body: () throws -> Result
    ) rethrows -> Result {
        try keys.withBytes { keyBytes in
            try keys.cells.withUnsafeBufferPointer { keyCells in
                try outputs.withBytes { outputBytes in
                    try outputs.cells.withUnsafeBufferPointer { outputCells in
                        state.pointee = State(
                            keys: keyCells.baseAddress, keyBytes: keyBytes,
                            keyWidth: keyCells.count / max(1, rowCount),
                            outputs: outputCells.baseAddress, outputBytes: outputBytes,
                            outputWidth: outputCells.count / max(1, rowCount), rowCount: rowCount)
                        defer { state.pointee = State() }
                        return try body()
                    }
                }
            }
        }
    }

    private static let value: Function = { context, count, arguments in
        guard let context, let arguments, let data = sqlite3_user_data(context) else { return }
        let state = data.assumingMemoryBound(to: State.self)
        guard let row = state.pointee.row(of: arguments + 1, count: Int(count) - 1) else {
            sqlite3_result_error(context, "a row has no value ready", -1)
            return
        }
        let column = Int(sqlite3_value_int64(arguments[0]))
        state.pointee.hand(row, column, to: context)
    }

    private static let isReady: Function = { context, count, arguments in
        guard let context, let arguments, let data = sqlite3_user_data(context) else { return }
        let state = data.assumingMemoryBound(to: State.self)
        let row = state.pointee.row(of: arguments, count: Int(count))
        sqlite3_result_int(context, row == nil ? 0 : 1)
    }
}

extension RowFeed {
    fileprivate struct State {
        var keys: UnsafePointer<ValueBuffer.Cell>?
        var keyBytes: UnsafeRawPointer?
        var keyWidth = 0
        var outputs: UnsafePointer<ValueBuffer.Cell>?
        var outputBytes: UnsafeRawPointer?
        var outputWidth = 0
        var rowCount = 0
        /// The row that was asked for last; -1 before there was one.
        var last = -1
        /// By key, made when the order is not kept.
        var index: [[StoredValue]: Int]?

        mutating func row(
            of arguments: UnsafeMutablePointer<OpaquePointer?>, count: Int
        ) -> Int? {
            guard count == keyWidth, let keys, let keyBytes else { return nil }
            if last >= 0, Self.isSame(last, keyWidth, arguments, keys, keyBytes) { return last }
            let next = last &+ 1
            if next < rowCount, Self.isSame(next, keyWidth, arguments, keys, keyBytes) {
                last = next
                return next
            }
            return find(arguments, keys)
        }

        private static func isSame(
            _ row: Int, _ keyWidth: Int, _ arguments: UnsafeMutablePointer<OpaquePointer?>,
            _ keys: UnsafePointer<ValueBuffer.Cell>, _ keyBytes: UnsafeRawPointer
        ) -> Bool {
            for column in 0..<keyWidth {
                let cell = keys[row &* keyWidth &+ column]
                let argument = arguments[column]
                switch sqlite3_value_type(argument) {
                case SQLITE_INTEGER:
                    guard cell.storage == .integer,
                        sqlite3_value_int64(argument) == Int64(bitPattern: cell.bits)
                    else { return false }
                case SQLITE_FLOAT:
                    guard cell.storage == .real,
                        sqlite3_value_double(argument).bitPattern == cell.bits
                    else { return false }
                case SQLITE_TEXT:
                    // The pointer first: asking for the length may convert.
                    let start = UnsafeRawPointer(sqlite3_value_text(argument))
                    guard cell.storage == .text, isSame(cell, start, argument, keyBytes) else {
                        return false
                    }
                case SQLITE_BLOB:
                    let start = sqlite3_value_blob(argument)
                    guard cell.storage == .blob, isSame(cell, start, argument, keyBytes) else {
                        return false
                    }
                default: return false
                }
            }
            return true
        }

        private static func isSame(
            _ cell: ValueBuffer.Cell, _ start: UnsafeRawPointer?, _ argument: OpaquePointer?,
            _ keyBytes: UnsafeRawPointer
        ) -> Bool {
            guard Int(sqlite3_value_bytes(argument)) == cell.count else { return false }
            // An empty one may have no address.
            guard let start else { return cell.count == 0 }
            return memcmp(start, keyBytes + Int(cell.bits), cell.count) == 0
        }

        private mutating func find(
            _ arguments: UnsafeMutablePointer<OpaquePointer?>,
            _ keys: UnsafePointer<ValueBuffer.Cell>
        ) -> Int? {
            if isBetween(arguments, keys) { return nil }
            let index = self.index ?? made(keys)
            self.index = index
            let key = (0..<keyWidth).map { StoredValue(copying: arguments[$0]) }
            guard let row = index[key] else { return nil }
            last = row
            return row
        }

        /// Whether the key is an integer between the row that was asked for last and the one behind it: there
        /// is none of that key, because rows lie in the order of an index, up or down.
        private func isBetween(
            _ arguments: UnsafeMutablePointer<OpaquePointer?>,
            _ keys: UnsafePointer<ValueBuffer.Cell>
        ) -> Bool {
            guard rowCount > 0 else { return true }
            func integer(_ row: Int) -> Int64? {
                keys[row].storage == .integer ? Int64(bitPattern: keys[row].bits) : nil
            }
            guard keyWidth == 1, sqlite3_value_type(arguments[0]) == SQLITE_INTEGER,
                let first = integer(0), let end = integer(rowCount &- 1)
            else { return false }
            let key = sqlite3_value_int64(arguments[0])
            if last >= 0 {
                guard let before = integer(last), first <= end ? before < key : before > key else {
                    return false
                }
            }
            let next = last &+ 1
            guard next < rowCount else { return true }
            guard let behind = integer(next) else { return false }
            return first <= end ? key < behind : key > behind
        }

        private func made(_ keys: UnsafePointer<ValueBuffer.Cell>) -> [[StoredValue]: Int] {
            var index: [[StoredValue]: Int] = [:]
            index.reserveCapacity(rowCount)
            for row in 0..<rowCount {
                let key = (0..<keyWidth).map { value(keys[row * keyWidth + $0]) }
                index[key] = row
            }
            return index
        }

        private func value(_ cell: ValueBuffer.Cell) -> StoredValue {
            switch cell.storage {
            case .null: return .null
            case .integer: return StoredValue(.integer(Int64(bitPattern: cell.bits)))
            case .real: return StoredValue(.real(Double(bitPattern: cell.bits)))
            case .text: return StoredValue(.text(bytes(cell)))
            case .blob: return StoredValue(.blob(bytes(cell)))
            }
        }

        private func bytes(_ cell: ValueBuffer.Cell) -> [UInt8] {
            Array(
                UnsafeRawBufferPointer(
                    start: keyBytes.map { $0 + Int(cell.bits) }, count: cell.count))
        }

        /// Mutating, so that it is called in place: a copy would be made for each value.
        mutating func hand(_ row: Int, _ column: Int, to context: OpaquePointer) {
            guard let outputs, let outputBytes, column < outputWidth else { return }
            let cell = outputs[row &* outputWidth &+ column]
            switch cell.storage {
            case .null: sqlite3_result_null(context)
            case .integer: sqlite3_result_int64(context, Int64(bitPattern: cell.bits))
            case .real: sqlite3_result_double(context, Double(bitPattern: cell.bits))
            case .text:
                // Lent, not copied: it holds until the statement is through with the row.
                sqlite3_result_text64(
                    context,
                    (outputBytes + Int(cell.bits)).assumingMemoryBound(to: CChar.self),
                    UInt64(cell.count), nil, UInt8(SQLITE_UTF8))
            case .blob:
                sqlite3_result_blob64(
                    context, outputBytes + Int(cell.bits), UInt64(cell.count), nil)
            }
        }
    }
}
