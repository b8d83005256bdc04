/// In JSON: the storage class and the content, a real by its bits, text and blobs by their bytes, so
/// that what is read back is the very value.
extension StoredValue: Codable {
    private enum CodingKeys: CodingKey {
        case null, integer, real, text, blob
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let value = try container.decodeIfPresent(Int64.self, forKey: .integer) {
            self.init(.integer(value))
        } else if let bits = try container.decodeIfPresent(UInt64.self, forKey: .real) {
            self.init(.real(Double(bitPattern: bits)))
        } else if let bytes = try container.decodeIfPresent([UInt8].self, forKey: .text) {
            self.init(.text(bytes))
        } else if let bytes = try container.decodeIfPresent([UInt8].self, forKey: .blob) {
            self.init(.blob(bytes))
        } else {
            self.init(.null)
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch content {
        case .null: try container.encode(true, forKey: .null)
        case .integer(let value): try container.encode(value, forKey: .integer)
        case .real(let value): try container.encode(value.bitPattern, forKey: .real)
        case .text(let bytes): try container.encode(bytes, forKey: .text)
        case .blob(let bytes): try container.encode(bytes, forKey: .blob)
        }
    }
}
