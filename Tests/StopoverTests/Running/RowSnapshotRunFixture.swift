import Foundation
import Testing

@testable import Stopover

/// What the suites about runs that keep rows share: ten rows, a migration that writes them in upper
/// case, two rows a chunk, and the file that has the old ones.
protocol RowSnapshotRunFixture {}

extension RowSnapshotRunFixture {
    static var rows: String {
        """
        CREATE TABLE a (id INTEGER PRIMARY KEY, v, note TEXT);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10)
        INSERT INTO a SELECT i, 'old ' || i, '' FROM n
        """
    }

    static var shout: TestMigration {
        TestMigration(1, name: "shout") { Update("a", set: "v = upper(v)") }
    }

    var old: Set<String> { Set((1...10).map { "old \($0)" }) }
    var new: Set<String> { Set((1...10).map { "OLD \($0)" }) }

    func migrator(
        _ database: TestDatabase, _ migration: TestMigration = Self.shout,
        _ policy: SnapshotPolicy = .auto, chunk: Int = 2
    ) throws -> Migrator {
        var settings = RunSettings.unhurried
        settings.snapshot = policy
        settings.chunkRowLimit = chunk
        return try database.migrator([migration], settings: settings)
    }

    /// Runs so many chunks, and no more.
    func run(_ migrator: Migrator, chunks: Int) throws {
        let stop = StopSignal()
        let left = Shared(chunks)
        let report = try migrator.runAndWait(stop: stop) { event in
            guard case .chunk = event else { return }
            left.update { $0 -= 1 }
            if left.value == 0 { stop.request() }
        }
        #expect(report.outcome == .stopped(.interrupted, at: 1))
    }

    func values(_ database: TestDatabase) throws -> Set<String> {
        Set(try database.lines("SELECT v FROM a"))
    }

    func file(_ database: TestDatabase) throws -> String {
        let directory = database.path + ".snapshots"
        let names = try FileManager.default.contentsOfDirectory(atPath: directory)
            .filter { $0.hasSuffix(".rows.zst") }
        #expect(names.count == 1)
        return directory + "/" + (names.first ?? "none")
    }
}
