import Foundation
import GRDB

/// Another program that reads in one transaction until its standard input ends: what the write-ahead log holds
/// behind its first look can't be written over. It prints the sum that it sees, at its start and at its end.
struct PinnedReader {
    let database: String

    func run() throws {
        try DatabaseQueue(path: database).read { db in
            // Whoever waits for the line waits for the transaction.
            try tell(db)
            _ = try FileHandle.standardInput.readToEnd()
            try tell(db)
        }
    }

    private func tell(_ db: Database) throws {
        let sum = try Int.fetchOne(db, sql: "SELECT total(n) FROM t") ?? 0
        try FileHandle.standardOutput.write(contentsOf: Data("\(sum)\n".utf8))
    }
}
