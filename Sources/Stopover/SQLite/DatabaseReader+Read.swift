import GRDB

extension DatabaseReader {
    /// Reads in one transaction, as `read` does, which where no memory is left to end it with
    /// ends the process.
    ///
    /// - Parameter body: must not write.
    func readWhole<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try unsafeRead { db in
            let (begin, end) = (try RawStatement(db, "BEGIN"), try RawStatement(db, "COMMIT"))
            let reserve = try MemoryReserve()
            try begin.run()
            defer {
                reserve.release()
                // Nothing was written: there is nothing to keep or to give back.
                if !db.isAutocommit { try? end.run() }
            }
            return try body(db)
        }
    }
}
