/// Values as bytes, so that a key of any columns is one value: for each its storage class, then eight
/// bytes, highest first: an integer's or a real's bits, or the length of the text or blob that follows.
/// Keys that count up stand side by side.
enum KeyBytes {
    static func encode(_ values: [StoredValue]) -> [UInt8] {
        var bytes: [UInt8] = []
        for value in values {
            switch value.content {
            case .null: append(.null, 0, to: &bytes)
            case .integer(let value): append(.integer, UInt64(bitPattern: value), to: &bytes)
            case .real(let value): append(.real, value.bitPattern, to: &bytes)
            case .text(let content):
                append(.text, UInt64(content.count), to: &bytes)
                bytes += content
            case .blob(let content):
                append(.blob, UInt64(content.count), to: &bytes)
                bytes += content
            }
        }
        return bytes
    }

    /// The values again; of bytes that `encode` didn't make those before the first that is wrong.
    static func decode(_ bytes: [UInt8]) -> [StoredValue] {
        var values: [StoredValue] = []
        var rest = bytes[...]
        while rest.count >= 9, let storage = StorageClass(rawValue: rest.removeFirst()) {
            let bits = rest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            rest = rest.dropFirst(8)
            switch storage {
            case .null: values.append(.null)
            case .integer: values.append(.init(.integer(Int64(bitPattern: bits))))
            case .real: values.append(.init(.real(Double(bitPattern: bits))))
            case .text, .blob:
                guard bits <= UInt64(rest.count) else { return values }
                let content = Array(rest.prefix(Int(bits)))
                rest = rest.dropFirst(content.count)
                values.append(.init(storage == .text ? .text(content) : .blob(content)))
            }
        }
        return values
    }

    private static func append(
        _ storage: StorageClass, _ bits: UInt64, to bytes: inout [UInt8]
    ) {
        bytes.append(storage.rawValue)
        withUnsafeBytes(of: bits.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
