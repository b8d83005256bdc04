import ArgumentParser
import Stopover

/// The flags that every command takes, before its name or after it.
///
/// The root command and each subcommand declare this same group: the root reads it wherever on the
/// command line its flags stand, and ArgumentParser hands the values that it read for a type on to
/// every later group of that type.
struct GlobalOptions<Program: MigrationProgram>: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The database: a path, or a sqlite: URL.\(Self.databaseFallback)", valueName: "path"))
    var database: String?

    @Option(
        name: .customLong("migrations"),
        help: ArgumentHelp(
            "The directory of the migrations. (default: ./migrations)", valueName: "dir",
            visibility: Program.usesDirectory ? .default : .private),
        completion: .directory)
    var migrationsDirectory: String?

    @Option(
        name: .customLong("snapshot-dir"),
        help: ArgumentHelp(
            "The directory of the snapshots. (default: DATABASE.snapshots)", valueName: "dir"),
        completion: .directory)
    var snapshotDirectory: String?

    @Option(help: "How results and progress are written; json is one object a line.")
    var format = OutputFormat.text

    @Option(help: ArgumentHelp("The table that the history is kept in.", valueName: "name"))
    var historyTable = "_migrations"

    @Flag(help: "Allow a database that is newer than these migrations.")
    var allowNewer = false

    /// `--migrations` is declared for every program, since a type's options can't depend on a value,
    /// so those without a directory refuse it here.
    func validate() throws {
        if !Program.usesDirectory, migrationsDirectory != nil {
            throw ValidationError("Unknown option '--migrations'")
        }
        if snapshotDirectory?.isEmpty == true {
            throw ValidationError("The snapshot directory's path is empty.")
        }
        if historyTable.isEmpty { throw ValidationError("The history table needs a name.") }
    }

    private static var databaseFallback: String {
        Program.defaultDatabase.map { " (default: DATABASE_URL, else \($0))" }
            ?? " (default: DATABASE_URL)"
    }
}

extension GlobalOptions {
    var directory: String { migrationsDirectory ?? "./migrations" }

    func migrations() throws -> [any Migration] {
        try Program.migrations(directory: Program.usesDirectory ? directory : nil)
    }

    /// The database that the flag names, else the environment, else the program.
    func databasePath(environment: [String: String]) throws -> String {
        guard let path = try namedDatabase(environment: environment) else {
            throw UsageError(
                "No database: name it with --database PATH or in the environment's DATABASE_URL.")
        }
        return path
    }

    /// As `databasePath`; nil where nothing names one.
    func namedDatabase(environment: [String: String]) throws -> String? {
        if let database { return try Self.path(database, from: "--database") }
        // A variable that is set to nothing is how shells and compose files leave one out.
        if let url = environment["DATABASE_URL"], !url.isEmpty {
            return try Self.path(url, from: "DATABASE_URL")
        }
        return Program.defaultDatabase
    }

    func databasePath(in context: CommandContext) throws -> String {
        try databasePath(environment: context.environment)
    }

    func migrator(
        in context: CommandContext, path: String? = nil, create: Bool = false,
        settings: RunSettings = RunSettings()
    ) throws -> Migrator {
        try migrator(
            of: migrations(), at: path ?? databasePath(in: context), create: create,
            settings: settings)
    }

    /// For what needs no migrations: a snapshot can be taken and restored although their directory
    /// is gone, or one of them can't be read.
    func migratorWithoutMigrations(in context: CommandContext) throws -> Migrator {
        try migrator(of: [], at: databasePath(in: context))
    }

    private func migrator(
        of migrations: [any Migration], at path: String, create: Bool = false,
        settings: RunSettings = RunSettings()
    ) throws -> Migrator {
        try Migrator(
            path: path, create: create, migrations: migrations, historyTable: historyTable,
            newerDatabase: allowNewer ? .allow : .refuse, settings: settings,
            snapshotDirectory: snapshotDirectory)
    }

    private static func path(_ text: String, from source: String) throws -> String {
        do {
            return try DatabaseLocation(text).path
        } catch let error as DatabaseLocation.Invalid {
            throw UsageError("\(source): \(error.description)")
        }
    }
}
