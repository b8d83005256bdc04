import Foundation
import GRDB

/// What a row snapshot says of itself at its beginning.
struct RowSnapshotHead: Codable, Hashable, Sendable {
    /// Raised when a reader of the old one would go wrong.
    static let currentFormat = 1
    /// No head is longer: a path has 4 KiB at most.
    static let sizeLimitInBytes = 1 << 20

    var format = currentFormat
    var tool = "stopover"
    var sqliteVersion = Database.libraryVersion
    /// As of a database snapshot.
    var createdAt: String
    /// The database's real path then.
    var database: String
    /// The migration whose changes it keeps.
    var version: String
    var name: String
    /// The attempt: the same over all resumes.
    var runID: String

    init(
        database: String, version: MigrationVersion, name: String, runID: String,
        at time: Date = Date()
    ) {
        createdAt = time.formatted(SnapshotManifest.timeStyle)
        self.database = database
        self.version = version.text
        self.name = name
        self.runID = runID
    }

    enum CodingKeys: String, CodingKey {
        case format, tool, database, version, name
        case sqliteVersion = "sqlite_version"
        case createdAt = "created_at"
        case runID = "run_id"
    }

    /// The whole skippable frame.
    func frame() throws -> [UInt8] {
        try JSONFrame.bytes(of: self, as: .rowHead)
    }

    /// Whether a file begins as a row snapshot does, whatever it is called.
    static func begins(_ path: String) -> Bool {
        guard let file = try? ReadableFile(path: path), file.sizeInBytes >= 4,
            let start = try? file.bytes(0..<4)
        else { return false }
        return UInt32(littleEndian: start) == SkippableFrame.rowHead.rawValue
    }

    /// Reads the frame that a file begins with.
    ///
    /// - Returns: the head, and how long its frame is.
    static func read(_ file: ReadableFile) throws -> (head: Self, sizeInBytes: Int) {
        let headerSize = SkippableFrame.headerSizeInBytes
        guard file.sizeInBytes > headerSize else { throw SnapshotDamage.noHead }
        let header = try file.bytes(0..<headerSize)
        let size = headerSize + Int(UInt32(littleEndian: header.suffix(4)))
        guard UInt32(littleEndian: header.prefix(4)) == SkippableFrame.rowHead.rawValue,
            size <= min(sizeLimitInBytes, file.sizeInBytes)
        else { throw SnapshotDamage.noHead }
        let head: Self = try JSONFrame.value(
            of: try file.bytes(0..<size)[...], as: .rowHead, upToFormat: currentFormat,
            what: "head")
        return (head, size)
    }
}

extension SnapshotDamage {
    fileprivate static let noHead = Self("its head is missing")
}
