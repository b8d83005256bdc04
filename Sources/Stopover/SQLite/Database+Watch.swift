import CSQLite
import GRDB

extension Database {
    /// Runs `body`, and asks `isStopping` again and again while SQLite is at work in it: true makes it give
    /// up with SQLITE_INTERRUPT, and roll back (<https://sqlite.org/c3ref/progress_handler.html>). A progress
    /// handler of the app's on this connection is gone after it: SQLite doesn't tell which there was.
    ///
    /// - Parameters:
    ///   - instructions: after so many of SQLite's instructions it is asked.
    ///   - isStopping: must not use the connection.
    func watched<Result>(
        every instructions: Int, isStopping: () -> Bool, body: () throws -> Result
    ) rethrows -> Result {
        try withoutActuallyEscaping(isStopping) { isStopping in
            let watch = Watch(isStopping)
            return try withExtendedLifetime(watch) {
                sqlite3_progress_handler(
                    sqliteConnection, Int32(instructions),
                    { context in
                        guard let context else { return 0 }
                        let watch = Unmanaged<Watch>.fromOpaque(context).takeUnretainedValue()
                        return watch.isStopping() ? 1 : 0
                    }, Unmanaged.passUnretained(watch).toOpaque())
                defer { sqlite3_progress_handler(sqliteConnection, 0, nil, nil) }
                return try body()
            }
        }
    }
}

private final class Watch {
    let isStopping: () -> Bool

    init(_ isStopping: @escaping () -> Bool) {
        self.isStopping = isStopping
    }
}
