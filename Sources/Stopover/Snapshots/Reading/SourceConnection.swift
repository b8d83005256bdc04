import GRDB

/// A connection of its own to read a live database with, through SQLite as all that touches one.
enum SourceConnection {
    static let busyTimeout = 5.0

    /// - Parameter configuration: the app's, with its functions and collations.
    static func open(
        _ path: String, like configuration: Configuration = Configuration()
    ) throws -> DatabaseQueue {
        var configuration = configuration
        configuration.busyMode = .timeout(busyTimeout)
        configuration.journalMode = .default
        configuration.prepareDatabase { db in
            // Not opened for reading alone: what the app does with a new connection may not bear that.
            try db.execute(sql: "PRAGMA query_only = ON")
        }
        return try DatabaseQueue(path: path, configuration: configuration)
    }
}
