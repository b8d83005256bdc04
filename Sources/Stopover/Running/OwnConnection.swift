import GRDB

/// The connection that a migrator opens itself.
enum OwnConnection {
    static let busyTimeout = 5.0

    /// - Throws: `databaseMissing` where there is none and `create` is false, `databaseUnusable`
    ///   where the path is something else.
    static func open(
        _ path: String, create: Bool, configuration: Configuration?
    ) throws -> DatabaseQueue {
        guard !FileSystem.isDirectory(path) else {
            throw MigrationError(
                .databaseUnusable, "\(path) is a directory", hint: "Name the database's file.")
        }
        guard create || FileSystem.attributes(path) != nil else {
            throw MigrationError(
                .databaseMissing, "There is no database at \(path)",
                hint: "Check the path; `run --create` (create: true in Swift) makes a new one.")
        }
        guard FileSystem.isDirectory(FileSystem.directory(path)) else {
            throw MigrationError(
                .databaseUnusable, "There is no directory \(FileSystem.directory(path))",
                hint: "Make the database's directory first.")
        }
        // SQLite takes a device for an empty database.
        guard FileSystem.attributes(path)?.isFile ?? true else {
            throw MigrationError(
                .databaseUnusable, "\(path) is not a file", hint: "Name the database's file.")
        }
        // To SQLite a file of one byte is an empty database, which it would write over.
        guard FileSystem.size(path) != 1 else {
            throw unusable(path, "file is not a database", hint: DatabaseError.unusableHint)
        }
        do {
            return try DatabaseQueue(path: path, configuration: configuration ?? standard)
        } catch let error as DatabaseError where error.isBusy {
            throw MigrationError.busy
        } catch let error as DatabaseError where error.isOutOfMemory {
            throw MigrationError(error)
        } catch let error as DatabaseError {
            throw unusable(path, error.plainMessage, hint: error.hint)
        }
    }

    private static func unusable(
        _ path: String, _ reason: String, hint: String
    ) -> MigrationError {
        MigrationError(.databaseUnusable, "\(path) can't be opened: \(reason)", hint: hint)
    }

    /// `synchronous` and `foreign_keys` belong to a connection, not to the database.
    private static var standard: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(busyTimeout)
        configuration.foreignKeysEnabled = true
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA synchronous = FULL")
        }
        return configuration
    }
}
