import Foundation

@testable import Stopover

/// A row snapshot in a directory of its own, to be written, damaged and read.
struct RowSample {
    let directory: TemporaryDirectory
    let snapshots: SnapshotDirectory

    static let database = "/srv/contacts.sqlite"
    static let runID = "run-1"
    /// 2026-11-22T10:15:00Z.
    static let time = Date(timeIntervalSince1970: 1_795_342_500)
    static let name = "003-normalize_phones-20261122T101500Z.rows.zst"

    static var head: RowSnapshotHead {
        RowSnapshotHead(
            database: database, version: 3, name: "normalize_phones", runID: runID, at: time)
    }

    init(failpoint: @escaping @Sendable (Directory.Call) throws -> Void = { _ in }) throws {
        directory = try TemporaryDirectory()
        snapshots = SnapshotDirectory(
            path: directory.path("snapshots"), database: nil, failpoint: failpoint)
    }

    var path: String { path(Self.name) }

    func path(_ name: String) -> String { snapshots.path + "/" + name }

    func names() throws -> [String] { try snapshots.existing()?.names() ?? [] }

    func bytes(_ name: String = name) throws -> [UInt8] {
        try Array(Data(contentsOf: URL(fileURLWithPath: path(name))))
    }

    func write(_ bytes: [UInt8], to name: String = name) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
    }

    func create() throws -> RowSnapshotWriter {
        try .create(in: snapshots, Self.head, at: Self.time)
    }

    func resume(
        at mark: RowSnapshotMark, runID: String = runID, database: String = database
    ) throws -> RowSnapshotWriter {
        try .resume(in: snapshots, at: mark, runID: runID, database: database)
    }

    /// A chunk of updates, told apart by its number.
    static func chunk(_ number: Int, rows: Int = 3) -> ChunkChanges {
        var group = RowChanges(
            table: "contacts", kind: .updated, keyColumns: ["id"], columns: ["phone"])
        for row in 0..<rows {
            group.append(
                key: { $0.append(Int64(number * rows + row)) },
                old: { $0.append(StoredValue(.text(Array("(030) \(number)\(row)".utf8)))) },
                new: { $0.append(StoredValue(.text(Array("+4930\(number)\(row)".utf8)))) })
        }
        return ChunkChanges(groups: [group])
    }

    /// Appends chunks one after the other.
    ///
    /// - Returns: the mark before each, and behind the last.
    @discardableResult
    static func append(_ numbers: Range<Int>, to writer: RowSnapshotWriter) throws
        -> [RowSnapshotMark]
    {
        var marks = [writer.mark]
        for number in numbers {
            marks.append(try writer.append(chunk(number), after: marks[marks.count - 1]))
        }
        return marks
    }

    /// The first keys of the chunks that a snapshot has.
    func chunks(_ name: String = name, mark: RowSnapshotMark? = nil) throws -> [Int64] {
        let snapshot = try RowSnapshot(path: path(name), mark: mark)
        return try (0..<snapshot.chunkCount).map { index in
            let changes = try snapshot.changes(ofChunk: index)
            guard case .integer(let key)? = changes.groups.first?.key(ofRow: 0).first?.content
            else { return -1 }
            return key / 3
        }
    }

    /// What is wrong with the file; nil where it is whole.
    func damage(_ name: String = name, mark: RowSnapshotMark? = nil) -> String? {
        do {
            _ = try RowSnapshot(path: path(name), mark: mark)
            return nil
        } catch {
            let start = "\(path(name)) is not a whole snapshot: "
            let message = (error as? MigrationError)?.message ?? "\(error)"
            return message.hasPrefix(start) ? String(message.dropFirst(start.count)) : message
        }
    }
}

extension RowSnapshotWriter {
    /// Ends it where it stands.
    func seal(at time: Date = Date()) throws { try seal(after: mark, at: time) }
}
