import Crypto
import Foundation

/// What a snapshot says of itself: JSON in a skippable frame, and behind it the JSON's own SHA-256.
struct SnapshotManifest: Codable, Hashable, Sendable {
    /// Raised when a reader of the old one would go wrong.
    static let currentFormat = 1

    var format = currentFormat
    var tool = "stopover"
    var sqliteVersion: String
    /// In UTC, ISO 8601, with milliseconds: two of one second have an order.
    var createdAt: String
    /// The database's real path then.
    var database: String
    var pageSize: Int
    var pageCount: Int
    /// SHA-256, in hexadecimal, of the file: its head, and what lies between head and manifest.
    var headSHA256: String
    var framesSHA256: String
    /// SHA-256 of the database: its first page, and all others.
    var firstPageSHA256: String
    var otherPagesSHA256: String
    var purpose: SnapshotPurpose
    /// The migration that it precedes.
    var version: String?
    var name: String?
    var runID: String?
    /// What was applied then.
    var history: [Entry]

    struct Entry: Codable, Hashable, Sendable {
        var version: String
        var name: String
        var appliedAt: String?

        enum CodingKeys: String, CodingKey {
            case version, name
            case appliedAt = "applied_at"
        }
    }

    enum CodingKeys: String, CodingKey {
        case format, tool, database, purpose, version, name, history
        case sqliteVersion = "sqlite_version"
        case createdAt = "created_at"
        case pageSize = "page_size"
        case pageCount = "page_count"
        case headSHA256 = "head_sha256"
        case framesSHA256 = "frames_sha256"
        case firstPageSHA256 = "first_page_sha256"
        case otherPagesSHA256 = "other_pages_sha256"
        case runID = "run_id"
    }
}

extension SnapshotManifest {
    /// No manifest is longer: its history would have a hundred thousand migrations.
    static let sizeLimitInBytes = 16 << 20

    /// The whole skippable frame.
    func frame() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let json = try encoder.encode(self)
        return SkippableFrame.manifest.bytes(Array(json) + Array(SHA256.hash(data: json)))
    }

    static let timeStyle = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    /// Only what every format has.
    private struct Version: Decodable {
        let format: Int
    }

    /// Why a frame holds no manifest.
    enum Unreadable: Error, Hashable {
        case damaged(String)
        case newer(format: Int)
    }

    init(frame: ArraySlice<UInt8>) throws(Unreadable) {
        guard let content = SkippableFrame.manifest.content(of: frame),
            content.count > SHA256.byteCount
        else { throw .damaged("its manifest is not one") }
        let json = Data(content.dropLast(SHA256.byteCount))
        guard SHA256.hash(data: json) == Data(content.suffix(SHA256.byteCount)) else {
            throw .damaged("its manifest does not match its SHA-256")
        }
        let decoder = JSONDecoder()
        guard let format = try? decoder.decode(Version.self, from: json).format else {
            throw .damaged("its manifest can't be read")
        }
        guard format >= 1 else { throw .damaged("its manifest can't be read") }
        guard format <= Self.currentFormat else { throw .newer(format: format) }
        guard let manifest = try? decoder.decode(Self.self, from: json) else {
            throw .damaged("its manifest can't be read")
        }
        self = manifest
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
