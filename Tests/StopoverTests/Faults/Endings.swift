import GRDB
import Testing

@testable import Stopover

/// What a sample's run and its rollback come to where nothing is in their way.
struct Endings {
    let applied: [String]
    let rolledBack: [String]

    /// Carries out both.
    init(
        _ migrator: Migrator, _ queue: DatabaseQueue,
        onProgress: @escaping @Sendable (ProgressEvent) -> Void = { _ in }
    ) throws {
        try migrator.runAndWait(onProgress: onProgress)
        applied = try FaultSample.state(queue)
        try migrator.rollback(.to(1), onProgress: onProgress)
        rolledBack = try FaultSample.state(queue)
        #expect(applied != rolledBack)
    }

    /// Goes on after a fault, both ways to the end; nothing is in their way any more.
    func reach(_ migrator: Migrator, _ queue: DatabaseQueue, _ place: Comment) throws {
        let integrity = try queue.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") }
        #expect(integrity == ["ok"], place)
        try verifySnapshots(migrator, queue)
        let isHalfRolledBack = try migrator.status().migrations.contains {
            $0.halfDoneDirection == .down
        }
        if isHalfRolledBack {
            try migrator.rollback(.to(1))
            try compare(queue, with: rolledBack, place)
        }
        try migrator.runAndWait()
        try compare(queue, with: applied, place)
        try migrator.rollback(.to(1))
        try compare(queue, with: rolledBack, place)
    }

    private func compare(
        _ queue: DatabaseQueue, with expected: [String], _ place: Comment
    ) throws {
        let difference = try FaultSample.state(queue).difference(from: expected).map { change in
            switch change {
            case .remove(_, let line, _): "- " + line
            case .insert(_, let line, _): "+ " + line
            }
        }
        #expect(difference == [], place)
    }

    /// The snapshots that the database names are there: those of what is done whole, the row snapshot of what
    /// is half done as far as the checkpoint says, whatever the cut left of its end.
    private func verifySnapshots(_ migrator: Migrator, _ queue: DatabaseQueue) throws {
        let state = try queue.read(HistoryStore(tables: HistoryTables()).state)
        let snapshots = try migrator.snapshots()
        let names =
            state.applied.flatMap { [$0.snapshot, $0.rowSnapshot] } + [state.checkpoint?.snapshot]
        for name in names.compactMap(\.self) { try snapshots.verify(name) }
        if let mark = state.checkpoint?.rowSnapshot {
            _ = try RowSnapshot(path: snapshots.path(of: mark.name), mark: mark)
        }
    }
}
