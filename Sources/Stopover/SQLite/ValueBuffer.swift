import CSQLite
import Foundation
import GRDB

/// Values side by side in flat storage: a page of rows costs two growing arrays, no allocation a row.
///
/// A cell holds numbers in place; of text and blobs it holds the range in `bytes`.
@usableFromInline
struct ValueBuffer: Sendable {
    @usableFromInline
    struct Cell: Sendable {
        /// An integer's or a real's bits; the offset into `bytes` of text and blobs.
        @usableFromInline let bits: UInt64
        @usableFromInline let length: UInt32
        @usableFromInline let storage: StorageClass

        @inlinable
        init(storage: StorageClass, bits: UInt64 = 0, count: Int = 0) {
            self.storage = storage
            self.bits = bits
            // SQLite refuses values of half that length.
            length = UInt32(clamping: count)
        }

        /// Length in bytes of text and blobs.
        @inlinable var count: Int { Int(length) }
    }

    @usableFromInline var cells: [Cell] = []
    @usableFromInline var bytes: [UInt8] = []

    @usableFromInline init() {}

    /// What the values take in memory.
    var sizeInBytes: Int { cells.count * MemoryLayout<Cell>.stride + bytes.count }

    /// Makes room for so many cells at once: what grows step by step leaves as much again behind.
    mutating func reserve(cells count: Int) {
        cells.reserveCapacity(count)
    }

    /// Forgets the values and keeps the storage.
    mutating func removeAll() {
        cells.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
    }

    /// Forgets all cells from `count` on, with their bytes.
    mutating func truncate(toCellCount count: Int, byteCount: Int) {
        cells.removeSubrange(count...)
        bytes.removeSubrange(byteCount...)
    }

    @inlinable
    mutating func appendNull() {
        cells.append(Cell(storage: .null))
    }

    @inlinable
    mutating func append(_ value: Int64) {
        cells.append(Cell(storage: .integer, bits: UInt64(bitPattern: value)))
    }

    @inlinable
    mutating func append(_ value: Double) {
        cells.append(Cell(storage: .real, bits: value.bitPattern))
    }

    @inlinable
    mutating func append(_ storage: StorageClass, _ content: UnsafeBufferPointer<UInt8>) {
        cells.append(
            Cell(storage: storage, bits: UInt64(bytes.count), count: content.count))
        bytes.append(contentsOf: content)
    }
}

extension ValueBuffer {
    /// Appends the first `count` columns of the row that `statement` stands on.
    mutating func append(_ count: Int, columnsOf statement: OpaquePointer) {
        for column in 0..<Int32(count) { append(column: column, of: statement) }
    }

    /// Appends column `column` of the row that `statement` stands on.
    mutating func append(column: Int32, of statement: OpaquePointer) {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER: append(sqlite3_column_int64(statement, column))
        case SQLITE_FLOAT: append(sqlite3_column_double(statement, column))
        case SQLITE_TEXT:
            // The pointer first: asking for the length may convert (https://sqlite.org/c3ref/column_blob.html).
            let start = sqlite3_column_text(statement, column)
            // Where no memory is left there is no pointer, and the next step or the reset fails.
            let count = start == nil ? 0 : Int(sqlite3_column_bytes(statement, column))
            append(.text, UnsafeBufferPointer(start: start, count: count))
        case SQLITE_BLOB:
            let start = sqlite3_column_blob(statement, column)?.assumingMemoryBound(to: UInt8.self)
            let count = start == nil ? 0 : Int(sqlite3_column_bytes(statement, column))
            append(.blob, UnsafeBufferPointer(start: start, count: count))
        default: appendNull()
        }
    }

    /// Lends the address of the bytes, never null: SQLite takes an empty text at null for NULL.
    func withBytes<Result>(_ body: (UnsafeRawPointer) throws -> Result) rethrows -> Result {
        try bytes.withUnsafeBytes { all in
            if let base = all.baseAddress { return try body(base) }
            return try withUnsafePointer(to: UInt8(0)) { try body(UnsafeRawPointer($0)) }
        }
    }

    /// Binds `cells[index]` to a parameter, text and blobs in place: `base`, from `withBytes`, must
    /// hold until the statement was stepped and reset.
    func bind(
        _ index: Int, at base: UnsafeRawPointer, to parameter: Int32, of statement: OpaquePointer
    ) -> Int32 {
        let cell = cells[index]
        switch cell.storage {
        case .null: return sqlite3_bind_null(statement, parameter)
        case .integer:
            return sqlite3_bind_int64(statement, parameter, Int64(bitPattern: cell.bits))
        case .real:
            return sqlite3_bind_double(statement, parameter, Double(bitPattern: cell.bits))
        case .text:
            let start = (base + Int(cell.bits)).assumingMemoryBound(to: CChar.self)
            return sqlite3_bind_text64(
                statement, parameter, start, UInt64(cell.count), nil, UInt8(SQLITE_UTF8))
        case .blob:
            return sqlite3_bind_blob64(
                statement, parameter, base + Int(cell.bits), UInt64(cell.count), nil)
        }
    }

    /// A copy of `cells[index]` that stands on its own.
    func value(at index: Int) -> StoredValue {
        let cell = cells[index]
        switch cell.storage {
        case .null: return .null
        case .integer: return StoredValue(.integer(Int64(bitPattern: cell.bits)))
        case .real: return StoredValue(.real(Double(bitPattern: cell.bits)))
        case .text: return StoredValue(.text(bytes(of: cell)))
        case .blob: return StoredValue(.blob(bytes(of: cell)))
        }
    }

    /// Whether two cells have the same storage class and the same bytes: 1 is not 1.0, nor 0.0 -0.0.
    func isSame(at index: Int, as other: Self, at otherIndex: Int) -> Bool {
        let (cell, otherCell) = (cells[index], other.cells[otherIndex])
        guard cell.storage == otherCell.storage, cell.count == otherCell.count else { return false }
        switch cell.storage {
        case .null: return true
        case .integer, .real: return cell.bits == otherCell.bits
        case .text, .blob:
            return withBytes { base in
                other.withBytes { otherBase in
                    memcmp(base + Int(cell.bits), otherBase + Int(otherCell.bits), cell.count) == 0
                }
            }
        }
    }

    /// Below 0 where the cell comes before the other one, 0 where they are the same: by storage class,
    /// then by number or bytes.
    func order(at index: Int, _ other: Self, at otherIndex: Int) -> Int {
        let (cell, otherCell) = (cells[index], other.cells[otherIndex])
        guard cell.storage == otherCell.storage else {
            return Int(cell.storage.rawValue) - Int(otherCell.storage.rawValue)
        }
        switch cell.storage {
        case .null: return 0
        case .integer:
            let (a, b) = (Int64(bitPattern: cell.bits), Int64(bitPattern: otherCell.bits))
            return a < b ? -1 : a == b ? 0 : 1
        case .real:
            let (a, b) = (Double(bitPattern: cell.bits), Double(bitPattern: otherCell.bits))
            return a < b ? -1 : a == b ? 0 : 1
        case .text, .blob:
            let shared = withBytes { base in
                other.withBytes { otherBase in
                    Int(
                        memcmp(
                            base + Int(cell.bits), otherBase + Int(otherCell.bits),
                            min(cell.count, otherCell.count)))
                }
            }
            return shared != 0 ? shared : cell.count - otherCell.count
        }
    }

    /// Appends a copy of a cell of another buffer.
    mutating func append(_ other: Self, at index: Int) {
        other.withBytes { append(other.cells[index], at: $0) }
    }

    /// Appends a copy of a cell of a buffer whose bytes begin at `base`.
    mutating func append(_ cell: Cell, at base: UnsafeRawPointer) {
        switch cell.storage {
        case .null, .integer, .real: cells.append(cell)
        case .text, .blob:
            let start = (base + Int(cell.bits)).assumingMemoryBound(to: UInt8.self)
            append(cell.storage, UnsafeBufferPointer(start: start, count: cell.count))
        }
    }

    /// Appends copies of all cells of another buffer.
    mutating func append(contentsOf other: Self) {
        let start = UInt64(bytes.count)
        bytes.append(contentsOf: other.bytes)
        cells.reserveCapacity(cells.count + other.cells.count)
        for cell in other.cells {
            switch cell.storage {
            case .null, .integer, .real: cells.append(cell)
            case .text, .blob:
                cells.append(
                    Cell(storage: cell.storage, bits: start + cell.bits, count: cell.count))
            }
        }
    }

    private func bytes(of cell: Cell) -> [UInt8] {
        Array(bytes[Int(cell.bits)..<Int(cell.bits) + cell.count])
    }
}
