/// A Swift type that a column's values can have.
///
/// `String` is text in UTF-8, `Int` integer, `Double` real, `[UInt8]` blob. A stored value of
/// another class is refused, never converted; NULL is nil.
public protocol ColumnValue: Sendable {
    static var storage: StorageClass { get }
    /// Reads the cell that `row` stands on; nil where its bytes are not a value of this type.
    init?(_ cell: RowInput.Cell)
    /// The cell's value; nil where it is NULL.
    ///
    /// A requirement, so that each type has its own: a pack's columns are read by code that is generic at run
    /// time, and an optional of an unknown type costs a search for what it is made of, for each value.
    ///
    /// - Throws: ``RowRefusal`` where its storage class is not this type's, or text is not UTF-8.
    static func value(of cell: RowInput.Cell, in column: String) throws -> Self?
    func write(to row: inout RowOutput)
}

extension ColumnValue {
    @inlinable
    public static func value(of cell: RowInput.Cell, in column: String) throws -> Self? {
        if cell.storage == .null { return nil }
        guard cell.storage == storage else {
            throw RowRefusal(column: column, expected: storage, found: cell.storage)
        }
        guard let value = Self(cell) else { throw RowRefusal(invalidTextIn: column) }
        return value
    }
}

/// A column's name and the type of its values: `.text("phone")`.
public struct TypedColumn<Value: ColumnValue>: Sendable {
    public let name: String

    @inlinable
    init(name: String) {
        self.name = name
    }
}

/// The names of a pack of columns.
@usableFromInline
struct ColumnNames {
    @usableFromInline var all: [String] = []

    @inlinable
    init<each Value: ColumnValue>(_ columns: repeat TypedColumn<each Value>) {
        for column in repeat each columns { all.append(column.name) }
    }
}

extension TypedColumn where Value == String {
    @inlinable public static func text(_ name: String) -> Self { Self(name: name) }
}

extension TypedColumn where Value == Int {
    @inlinable public static func integer(_ name: String) -> Self { Self(name: name) }
}

extension TypedColumn where Value == Double {
    @inlinable public static func real(_ name: String) -> Self { Self(name: name) }
}

extension TypedColumn where Value == [UInt8] {
    @inlinable public static func blob(_ name: String) -> Self { Self(name: name) }
}

extension String: ColumnValue {
    @inlinable public static var storage: StorageClass { .text }

    @inlinable
    public init?(_ cell: RowInput.Cell) {
        // What is mended is no longer the same. Validating is generic inside and takes several times as long.
        self.init(decoding: cell.bytes, as: UTF8.self)
        guard withUTF8({ $0.elementsEqual(cell.bytes) }) else { return nil }
    }

    @inlinable
    public func write(to row: inout RowOutput) {
        var copy = self
        copy.withUTF8 { row.append(.text, $0) }
    }
}

extension Int: ColumnValue {
    @inlinable public static var storage: StorageClass { .integer }

    @inlinable
    public init?(_ cell: RowInput.Cell) {
        self.init(truncatingIfNeeded: cell.bits)
    }

    @inlinable
    public func write(to row: inout RowOutput) {
        row.append(Int64(self))
    }
}

extension Double: ColumnValue {
    @inlinable public static var storage: StorageClass { .real }

    @inlinable
    public init?(_ cell: RowInput.Cell) {
        self.init(bitPattern: cell.bits)
    }

    @inlinable
    public func write(to row: inout RowOutput) {
        row.append(self)
    }
}

extension [UInt8]: ColumnValue {
    @inlinable public static var storage: StorageClass { .blob }

    @inlinable
    public init?(_ cell: RowInput.Cell) {
        self.init(cell.bytes)
    }

    @inlinable
    public func write(to row: inout RowOutput) {
        withUnsafeBufferPointer { row.append(.blob, $0) }
    }
}
