import BenchmarkSupport
import CBareUpdate
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
        try change(.before, to: .after) { try bareUpdate($0) }
        let jobs = Set(contenders.map(\.job))
        if jobs.contains(.indexed) {
            try change(.before, to: .indexedBefore) { try Contacts.indexPhones(at: $0) }
            try change(.indexedBefore, to: .indexedAfter) { try bareUpdate($0) }
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

    private func bareUpdate(_ path: String) throws {
        let code = bare_update(path)
        guard code == 0 else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }
}
