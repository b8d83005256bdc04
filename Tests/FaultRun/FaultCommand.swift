import Foundation
import Stopover

/// What is asked of the process: `run|rollback|orphan|read DATABASE`, `restore DATABASE SNAPSHOT`, or
/// `write DATABASE above|anywhere`.
struct FaultCommand {
    private enum Kind: String {
        case run, rollback, restore
        /// Runs, and is killed with a child that lives on.
        case orphan
        /// Others at work.
        case read, write
    }

    struct Misuse: Error {}

    private let kind: Kind
    private let database: String
    private let detail: String?

    init(_ arguments: some Collection<String>) throws {
        let arguments = Array(arguments)
        guard arguments.count >= 2, let kind = Kind(rawValue: arguments[0]) else { throw Misuse() }
        self.kind = kind
        database = arguments[1]
        detail = arguments.dropFirst(2).first
    }

    /// At its end, the most that SQLite had is printed.
    var tellsMemory: Bool { [.run, .rollback].contains(kind) }

    func run() throws {
        switch kind {
        case .run: try migrator().runAndWait()
        case .rollback: try migrator().rollback(.to(1))
        case .restore:
            guard let detail else { throw Misuse() }
            try migrator().restore(detail, safetySnapshot: false)
        case .orphan: try orphan()
        case .read: try PinnedReader(database: database).run()
        case .write:
            guard let place = detail.flatMap(ForeignWriter.Place.init) else { throw Misuse() }
            try ForeignWriter(database: database, place: place).run()
        }
    }

    private func migrator() throws -> Migrator {
        try Migrator(path: database, migrations: FaultRun.migrations, settings: FaultRun.settings)
    }

    /// At the first chunk it starts a child, whose number it leaves beside the database, and is killed.
    private func orphan() throws {
        let path = database + FaultRun.childSuffix
        try migrator().runAndWait { event in
            guard case .chunk = event else { return }
            let child = Process()
            child.executableURL = URL(fileURLWithPath: "/bin/sleep")
            child.arguments = ["600"]
            // Whoever waits for the end of this process's output must not wait for the child.
            child.standardInput = FileHandle.nullDevice
            child.standardOutput = FileHandle.nullDevice
            child.standardError = FileHandle.nullDevice
            try? child.run()
            try? Data("\(child.processIdentifier)".utf8).write(to: URL(fileURLWithPath: path))
            kill(getpid(), SIGKILL)
        }
    }
}
