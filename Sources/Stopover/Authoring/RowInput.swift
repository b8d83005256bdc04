/// The columns of one row that a closure reads, one after the other.
///
/// It lends the page's memory and is valid during the call that hands it over.
public struct RowInput {
    /// One stored value.
    public struct Cell {
        public let storage: StorageClass
        /// An integer's or a real's bits.
        public let bits: UInt64
        /// The bytes of text and blobs, as stored.
        public let bytes: UnsafeBufferPointer<UInt8>

        @usableFromInline
        init(storage: StorageClass, bits: UInt64, bytes: UnsafeBufferPointer<UInt8>) {
            self.storage = storage
            self.bits = bits
            self.bytes = bytes
        }
    }

    @usableFromInline let buffer: UnsafeBufferPointer<ValueBuffer.Cell>
    @usableFromInline let base: UnsafeRawPointer
    @usableFromInline var index: Int

    /// The next column's value; nil where it is NULL.
    ///
    /// - Throws: ``RowRefusal`` where its storage class is not `Value`'s, or text is not UTF-8.
    @inlinable
    public mutating func next<Value: ColumnValue>(_ column: TypedColumn<Value>) throws -> Value? {
        let cell = buffer[index]
        index += 1
        let start = (base + (cell.count == 0 ? 0 : Int(cell.bits)))
            .assumingMemoryBound(to: UInt8.self)
        let bytes = UnsafeBufferPointer(start: start, count: cell.count)
        return try Value.value(
            of: Cell(storage: cell.storage, bits: cell.bits, bytes: bytes), in: column.name)
    }
}

extension RowInput {
    /// Hands on the next columns as they are.
    func copy(_ count: Int, to output: inout RowOutput) {
        for cell in buffer[index..<index + count] { output.buffer.append(cell, at: base) }
    }
}

/// The values that a transform writes, in the order of `writing:`.
public struct RowOutput: Sendable {
    @usableFromInline var buffer: ValueBuffer

    init(_ buffer: ValueBuffer = ValueBuffer()) {
        self.buffer = buffer
    }

    /// Appends a value; nil writes NULL.
    @inlinable
    public mutating func write<Value: ColumnValue>(_ value: Value?) {
        if let value { value.write(to: &self) } else { buffer.appendNull() }
    }

    @inlinable
    public mutating func append(_ value: Int64) { buffer.append(value) }

    @inlinable
    public mutating func append(_ value: Double) { buffer.append(value) }

    @inlinable
    public mutating func append(_ storage: StorageClass, _ bytes: UnsafeBufferPointer<UInt8>) {
        buffer.append(storage, bytes)
    }
}

/// A stored value that is not what the step asked for. It names the column and the classes, never the
/// value.
public struct RowRefusal: Error, Sendable, CustomStringConvertible {
    public let description: String

    @usableFromInline
    init(column: String, expected: StorageClass, found: StorageClass) {
        description = "\(column) holds \(found) where the step reads \(expected)"
    }

    @usableFromInline
    init(invalidTextIn column: String) {
        description = "\(column) holds text that is not UTF-8"
    }
}
