import Crypto
import Foundation

/// JSON in a skippable frame, and behind it the JSON's own SHA-256. Each has a `format`, which is raised
/// when a reader of the old one would go wrong.
enum JSONFrame {
    static func bytes(of value: some Encodable, as kind: SkippableFrame) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let json = try encoder.encode(value)
        return kind.bytes(Array(json) + Array(SHA256.hash(data: json)))
    }

    /// Why a frame doesn't hold what it should.
    enum Unreadable: Error, Hashable {
        case damaged(String)
        case newer(format: Int)
    }

    /// Only what every format has.
    private struct Version: Decodable {
        let format: Int
    }

    /// - Parameter what: what it is to the reader of an error: `manifest`.
    static func value<Value: Decodable>(
        of frame: ArraySlice<UInt8>, as kind: SkippableFrame, upToFormat current: Int, what: String
    ) throws(Unreadable) -> Value {
        guard let content = kind.content(of: frame), content.count > SHA256.byteCount else {
            throw .damaged("its \(what) is not one")
        }
        let json = Data(content.dropLast(SHA256.byteCount))
        guard SHA256.hash(data: json) == Data(content.suffix(SHA256.byteCount)) else {
            throw .damaged("its \(what) does not match its SHA-256")
        }
        let decoder = JSONDecoder()
        guard let format = try? decoder.decode(Version.self, from: json).format, format >= 1 else {
            throw .damaged("its \(what) can't be read")
        }
        guard format <= current else { throw .newer(format: format) }
        guard let value = try? decoder.decode(Value.self, from: json) else {
            throw .damaged("its \(what) can't be read")
        }
        return value
    }
}

extension SHA256Digest {
    var hexadecimal: String {
        map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
