import BenchmarkSupport
import Foundation
import GRDB
import Stopover

/// The databases that contenders begin with and have to end with, made once.
struct Stock {
    enum State: String, CaseIterable {
        case before, after, indexedBefore, indexedAfter
    }

    let directory: String
    let rows: Int

    func path(_ state: State) -> String { "\(directory)/stock-\(state.rawValue)-\(rows).sqlite" }

    /// Makes those that `contenders` need, and the snapshot to put back.
    func make(for contenders: [Contender], _ files: Files) throws {
        try Contacts.make(at: path(.before), rows: rows)
        // Not by the function of most contenders: if that were wrong, the comparison would not know.
        try change(.before, to: .after, dial)
        let jobs = Set(contenders.map(\.job))
        if jobs.contains(.indexed) {
            try change(.before, to: .indexedBefore) { try Contacts.indexPhones(at: $0) }
            try change(.indexedBefore, to: .indexedAfter, dial)
        }
        if jobs.contains(.restore) {
            let snapshot = try Migrator(path: path(.before), migrations: []).createSnapshot()
            try FileManager.default.moveItem(atPath: snapshot.path, toPath: files.kept)
        }
    }

    func remove() throws {
        for state in State.allCases { try DatabaseCopy.remove(path(state)) }
    }

    private func change(_ state: State, to next: State, _ body: (String) throws -> Void) throws {
        try DatabaseCopy.make(of: path(state), at: path(next))
        try body(path(next))
    }

    private func dial(_ path: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { db in
            try db.execute(
                sql: """
                    UPDATE contacts SET phone = \(Dialled.sql); PRAGMA wal_checkpoint(TRUNCATE)
                    """)
        }
        try queue.close()
    }
}
