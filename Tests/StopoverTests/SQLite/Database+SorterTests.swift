import GRDB
import Testing

@testable import Stopover

@Suite("Database+Sorter") struct DatabaseSorterTests {
    @Test(
        "A connection has its own threads back, whatever happens", arguments: [0, 1, 3], [0, 2])
    func threadsComeBack(_ own: Int, _ helpers: Int) throws {
        try DatabaseQueue().inDatabase { db in
            func threads() throws -> Int? { try Int.fetchOne(db, sql: "PRAGMA threads") }
            try db.execute(sql: "PRAGMA threads = \(own)")
            let within = try db.withSorterThreads(helpers) { try threads() }
            #expect(within == max(own, helpers))
            let behind = try threads()
            #expect(behind == own)
            #expect(throws: CancellationError.self) {
                try db.withSorterThreads(helpers) { throw CancellationError() }
            }
            let behindFailure = try threads()
            #expect(behindFailure == own)
        }
    }
}
