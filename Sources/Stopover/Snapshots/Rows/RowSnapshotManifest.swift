import Foundation

/// What a row snapshot says of itself at its end, once all changes are in it.
struct RowSnapshotManifest: Codable, Hashable, Sendable {
    static let sizeLimitInBytes = 16 << 20

    var format = RowSnapshotHead.currentFormat
    var closedAt: String
    var chunks: Int
    var rows: Int
    /// Sorted by name.
    var tables: [Table]
    /// SHA-256, in hexadecimal, of all that lies before the manifest.
    var sha256: String

    struct Table: Codable, Hashable, Sendable {
        var name: String
        var updated: Int
        var inserted: Int
        var deleted: Int
    }

    init(_ tally: RowTally, sha256: String, at time: Date) {
        closedAt = time.formatted(SnapshotManifest.timeStyle)
        chunks = tally.chunkCount
        rows = tally.rowCount
        tables = tally.tables.sorted { $0.key < $1.key }.map {
            Table(
                name: $0.key, updated: $0.value.updated, inserted: $0.value.inserted,
                deleted: $0.value.deleted)
        }
        self.sha256 = sha256
    }

    enum CodingKeys: String, CodingKey {
        case format, chunks, rows, tables, sha256
        case closedAt = "closed_at"
    }

    /// Whether the chunks are what it says.
    func agrees(with tally: RowTally) -> Bool {
        let said = Self(tally, sha256: sha256, at: .distantPast)
        return chunks == said.chunks && rows == said.rows && tables == said.tables
    }

    /// The whole skippable frame.
    func frame() throws -> [UInt8] {
        try JSONFrame.bytes(of: self, as: .rowManifest)
    }

    init(frame: ArraySlice<UInt8>) throws(JSONFrame.Unreadable) {
        self = try JSONFrame.value(
            of: frame, as: .rowManifest, upToFormat: RowSnapshotHead.currentFormat,
            what: "manifest")
    }
}
