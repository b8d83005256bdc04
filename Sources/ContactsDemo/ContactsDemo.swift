import Foundation
import Stopover
import StopoverCLI

/// A contacts database and its migrations: without a command the whole story on a million contacts;
/// with one, that command on a database.
@main
enum ContactsDemo: MigrationProgram {
    static let name = "contacts-demo"
    static let abstract = """
        Migrates a contacts database. Without a command it makes one of a million rows, kills its \
        migration in the middle, goes on and compares every row: \
        contacts-demo [--rows N] [--seed N] [--database PATH].
        """
    static let usesDirectory = false

    static func migrations(directory: String?) throws -> [any Migration] {
        try ContactsMigrations.all()
    }

    static func main() async {
        exit(await run(Array(CommandLine.arguments.dropFirst())))
    }

    private static func run(_ arguments: [String]) async -> Int32 {
        do {
            guard let options = try DemoOptions(arguments) else {
                return await StopoverCommands<Self>.run(arguments)
            }
            return try tell(options) ? 0 : 1
        } catch let error as DemoOptions.UsageError {
            complain("Error: \(error.message)\nSee '\(name) --help' for more information.")
            return 64
        } catch DemoFailure.databaseExists(let path) {
            complain("Error: \(DemoFailure.databaseExists(path))")
            return 3
        } catch {
            complain("Error: \(error)")
            return 1
        }
    }

    private static func tell(_ options: DemoOptions) throws -> Bool {
        guard let path = options.database else {
            let directory = try TemporaryDirectory()
            directory.removeOnSignals()
            defer { directory.remove() }
            return try tell(options, database: directory.path + "/contacts.sqlite")
        }
        if FileManager.default.fileExists(atPath: path) { throw DemoFailure.databaseExists(path) }
        defer { say("\nLook at it: \(name) status --database \(path)") }
        return try tell(options, database: path)
    }

    private static func tell(_ options: DemoOptions, database: String) throws -> Bool {
        try Demo(options: options, database: database, say: say).tell()
    }

    /// At once, so that nobody waits for a full buffer.
    private static func say(_ text: String) {
        try? FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
    }

    private static func complain(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
    }
}
