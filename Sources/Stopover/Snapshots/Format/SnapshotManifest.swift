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
        try JSONFrame.bytes(of: self, as: .manifest)
    }

    static let timeStyle = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    typealias Unreadable = JSONFrame.Unreadable

    init(frame: ArraySlice<UInt8>) throws(Unreadable) {
        self = try JSONFrame.value(
            of: frame, as: .manifest, upToFormat: Self.currentFormat, what: "manifest")
    }
}
