extension ValueBuffer {
    /// Appends a value that stands on its own.
    mutating func append(_ value: StoredValue) {
        switch value.content {
        case .null: appendNull()
        case .integer(let value): append(value)
        case .real(let value): append(value)
        case .text(let bytes): bytes.withUnsafeBufferPointer { append(.text, $0) }
        case .blob(let bytes): bytes.withUnsafeBufferPointer { append(.blob, $0) }
        }
    }
}
