import CBareUpdate
import Foundation
import GRDB
import Stopover

/// A way to normalize the contacts' phones, or to take that back.
enum Way: String, CaseIterable {
    case bare = "bare UPDATE, C function"
    case update = "Update"
    case keptUpdate = "Update, row snapshot"
    case transform = "Transform"
    case keptTransform = "Transform, row snapshot"
    case rollback = "rollback of that"

    /// Whether it works on what the way before it left.
    var isTakingBack: Bool { self == .rollback }

    /// Does it, and tells how long that took.
    func run(_ path: String) throws -> Duration {
        try ContinuousClock().measure {
            switch self {
            case .bare:
                let code = bare_update(path)
                guard code == 0 else { throw Failure(code: code) }
            case .update, .keptUpdate, .transform, .keptTransform:
                try migrator(path).runAndWait()
            case .rollback:
                let report = try migrator(path).rollback()
                guard report.conflictCount == 0 else { throw Failure(code: 4) }
            }
        }
    }

    private struct Failure: Error {
        let code: Int32
    }

    /// With a history of its own: the database may have one.
    private func migrator(_ path: String) throws -> Migrator {
        var settings = RunSettings()
        settings.snapshot = self == .update || self == .transform ? .none : .rows
        let isUpdate = self == .update || self == .keptUpdate
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA synchronous = FULL")
            let connection = db.sqliteConnection.map(UnsafeMutableRawPointer.init)
            guard define_dialled(connection) == 0 else { throw Failure(code: 1) }
        }
        return try Migrator(
            path: path, configuration: configuration,
            migrations: [isUpdate ? DialledBySQL() : DialledBySwift()],
            historyTable: "undo_cost_migrations", settings: settings)
    }
}

private struct DialledBySQL: Migration {
    let version: MigrationVersion = 1

    var up: Steps {
        Update("contacts", set: "phone = dialled(phone)")
    }
}

private struct DialledBySwift: Migration {
    let version: MigrationVersion = 1

    var up: Steps {
        Transform(
            "contacts", where: "typeof(phone) = 'text'", reading: .text("phone"),
            writing: .text("phone")
        ) { phone in
            phone.map { String(decoding: $0.utf8.filter(isDialled), as: UTF8.self) }
        }
    }
}

@Sendable private func isDialled(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "+") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}
