import Stopover

/// What is asked of the process: `run|rollback|restore DATABASE [SNAPSHOT]`.
struct FaultCommand {
    private enum Kind: String {
        case run, rollback, restore
    }

    struct Misuse: Error {}

    private let kind: Kind
    private let database: String
    private let snapshot: String?

    init(_ arguments: some Collection<String>) throws {
        let arguments = Array(arguments)
        guard arguments.count >= 2, let kind = Kind(rawValue: arguments[0]) else { throw Misuse() }
        self.kind = kind
        database = arguments[1]
        snapshot = arguments.dropFirst(2).first
    }

    func run() throws {
        let migrator = try Migrator(
            path: database, migrations: FaultRun.migrations, settings: FaultRun.settings)
        switch kind {
        case .run: try migrator.runAndWait()
        case .rollback: try migrator.rollback(.to(1))
        case .restore:
            guard let snapshot else { throw Misuse() }
            try migrator.restore(snapshot, safetySnapshot: false)
        }
    }
}
