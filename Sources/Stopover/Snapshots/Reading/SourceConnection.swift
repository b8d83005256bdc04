import GRDB

/// A connection of its own to read a live database with, through SQLite as all that touches one.
enum SourceConnection {
    static let busyTimeout = 5.0

    static func open(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(busyTimeout)
        return try DatabaseQueue(path: path, configuration: configuration)
    }
}
