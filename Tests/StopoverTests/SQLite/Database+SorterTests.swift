import Foundation
import GRDB
import Testing

@testable import Stopover

@Suite("Database+Sorter") struct DatabaseSorterTests {
    @Test("A connection has its own threads back, whatever happens", arguments: [0, 1, 3])
    func threadsComeBack(_ own: Int) throws {
        let helpers = ProcessInfo.processInfo.activeProcessorCount > 1 ? 1 : 0
        try DatabaseQueue().inDatabase { db in
            func threads() throws -> Int? { try Int.fetchOne(db, sql: "PRAGMA threads") }
            try db.execute(sql: "PRAGMA threads = \(own)")
            let within = try db.withSorterThread { try threads() }
            #expect(within == max(own, helpers))
            let behind = try threads()
            #expect(behind == own)
            #expect(throws: CancellationError.self) {
                try db.withSorterThread { throw CancellationError() }
            }
            let behindFailure = try threads()
            #expect(behindFailure == own)
        }
    }
}
