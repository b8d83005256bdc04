import GRDB

extension Database {
    /// - Throws: `transactionLost` where something ended it: what follows would commit statement by statement.
    func requireTransaction() throws {
        if isAutocommit { throw Self.transactionLost }
    }

    /// - Throws: `databaseUnusable` where statements on the tables would change temporary ones in their place.
    func requireVisible(_ tables: some Collection<String>) throws {
        guard let table = try hidden(of: tables) else { return }
        throw MigrationError(
            .databaseUnusable,
            "The connection has a temporary table \(table), which hides the one of the database",
            hint:
                "Drop it, or run through a connection of its own: Migrator(path:) or the command.",
            outcome: .failed)
    }

    static var transactionLost: MigrationError {
        MigrationError(
            .transactionLost, "The transaction was ended from inside, and was rolled back",
            hint: "Look for RAISE(ROLLBACK) in a trigger, a full disk, or a closure that ends the "
                + "transaction or hides an error.",
            outcome: .failed)
    }
}
