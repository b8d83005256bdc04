import Foundation
import Testing

@testable import Stopover

/// Every page size, auto_vacuum and journal mode, with nothing, a little and several frames in it.
struct SnapshotMatrixTests {
    struct Shape: CustomStringConvertible, Sendable {
        let pageSize: Int
        let autoVacuum: String
        let journalMode: String
        /// nil has no table either.
        let rows: Int?

        var description: String {
            "\(pageSize) \(autoVacuum) \(journalMode) \(rows.map(String.init) ?? "empty")"
        }

        func database() throws -> TestDatabase {
            if let rows {
                return try .ofRows(
                    rows, pageSize: pageSize, autoVacuum: autoVacuum, journalMode: journalMode)
            }
            return try TestDatabase(
                journalMode: "delete",
                """
                PRAGMA page_size = \(pageSize); PRAGMA auto_vacuum = \(autoVacuum);
                PRAGMA journal_mode = \(journalMode)
                """)
        }
    }

    /// Four frames.
    private static let manyRows = 3_500

    static let shapes = SnapshotLayout.pageSizes.flatMap { pageSize in
        ["none", "full", "incremental"].flatMap { autoVacuum in
            ["wal", "delete"].flatMap { journalMode in
                [nil, 3, manyRows].map {
                    Shape(
                        pageSize: pageSize, autoVacuum: autoVacuum, journalMode: journalMode,
                        rows: $0)
                }
            }
        }
    }

    @Test(arguments: shapes)
    func aSnapshotIsTheDatabaseAsItIs(_ shape: Shape) throws {
        let database = try shape.database()
        let snapshot = try database.takeSnapshot()
        // What an empty file is asked for is forgotten with the connection.
        let isEmpty = FileSystem.size(database.path) == 0
        #expect(!isEmpty || shape.rows == nil && shape.journalMode == "delete")
        #expect(snapshot.pageSizeInBytes == (isEmpty ? 4_096 : shape.pageSize))
        #expect(try database.snapshots.verify(snapshot.name) == snapshot)

        let (extracted, byCommand) = (database.file("extracted"), database.file("by-command"))
        #expect(try database.snapshots.extract(snapshot.name, to: extracted) == snapshot)
        _ = try tool("zstd", "-d", "-q", snapshot.path, "-o", byCommand)
        let copy = try database.data(extracted)
        let isSame = try database.data(byCommand) == copy
        #expect(isSame)
        #expect(copy.count == snapshot.databaseSizeInBytes)

        let dumps = try [database.path, byCommand].map { try tool("sqlite3", $0, ".dump") }
        let areSame = dumps[0] == dumps[1]
        #expect(areSame)
        #expect(try tool("sqlite3", extracted, "PRAGMA integrity_check") == "ok\n")
        try database.close()
        if !isEmpty { try expectSamePages(database.data(), copy, shape) }
    }

    private func expectSamePages(_ database: Data, _ copy: Data, _ shape: Shape) throws {
        #expect(database.count == copy.count)
        #expect((shape.rows == Self.manyRows) == (copy.count > 3 << 20))
        let isSame = database.dropFirst(shape.pageSize) == copy.dropFirst(shape.pageSize)
        #expect(isSame)
        let firstPages = [database, copy].map {
            PageOne.comparable(Array($0.prefix(shape.pageSize)))
        }
        #expect(firstPages[0] == firstPages[1])
    }
}
