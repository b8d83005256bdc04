import BenchmarkSupport
import GRDB
import Stopover

/// Stopover's ways to change the phones.
enum PhoneMigration: String, Migration {
    case update, batch, transform, forEachRow

    var version: MigrationVersion { 1 }

    var up: Steps {
        switch self {
        case .update: Update("contacts", set: "phone = dialled(phone)")
        case .batch: Batch("contacts", "UPDATE contacts SET phone = dialled(phone) WHERE :chunk")
        case .transform: Dialled.transform
        case .forEachRow:
            ForEachRow("contacts", reading: .integer("id"), .text("phone")) { db, id, phone in
                try db.cachedStatement(sql: "UPDATE contacts SET phone = ? WHERE id = ?")
                    .execute(arguments: [phone.map(Dialled.phone), id])
            }
        }
    }

    func run(_ path: String, snapshot: SnapshotPolicy) throws {
        try migrator(path, snapshot).runAndWait()
    }

    /// - Throws: where something could not go back.
    func takeBack(_ path: String) throws {
        let report = try migrator(path, .rows).rollback()
        guard report.conflictCount == 0 else { throw Conflicts(count: report.conflictCount) }
    }

    struct Conflicts: Error {
        let count: Int
    }

    /// With `dialled` on its connection.
    private func migrator(_ path: String, _ snapshot: SnapshotPolicy) throws -> Migrator {
        var settings = RunSettings()
        settings.snapshot = snapshot
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA synchronous = FULL")
            try db.defineDialled()
        }
        return try Migrator(
            path: path, configuration: configuration, migrations: [self], settings: settings)
    }
}

extension Contender {
    static let stopoverPhones = [
        stopover("update", "Update", .update, .none),
        stopover("update-snapshot", "Update, row snapshot", .update, .rows),
        stopover("batch", "Batch", .batch, .none),
        stopover("batch-snapshot", "Batch, row snapshot", .batch, .rows),
        stopover("transform", "Transform", .transform, .none),
        stopover("transform-snapshot", "Transform, row snapshot", .transform, .rows),
        stopover("for-each-row", "ForEachRow", .forEachRow, .none),
        stopover("for-each-row-snapshot", "ForEachRow, row snapshot", .forEachRow, .rows),
        Self(
            name: "rollback", title: "Stopover rollback of Transform", job: .phones,
            isStopover: true, predecessor: "transform-snapshot", end: .before,
            work: .inProcess { try PhoneMigration.transform.takeBack($0.database) }),
    ]

    private static func stopover(
        _ name: String, _ title: String, _ migration: PhoneMigration, _ snapshot: SnapshotPolicy
    ) -> Self {
        Self(
            name: name, title: "Stopover \(title)", job: .phones, isStopover: true,
            work: .inProcess { try migration.run($0.database, snapshot: snapshot) })
    }
}
