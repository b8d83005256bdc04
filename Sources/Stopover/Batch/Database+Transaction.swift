import GRDB

extension Database {
    /// - Throws: `transactionLost` where something ended it: what follows would commit statement by statement.
    func requireTransaction() throws {
        if isAutocommit { throw Self.transactionLost }
    }

    static var transactionLost: MigrationError {
        MigrationError(
            .transactionLost, "The transaction was ended from inside, and was rolled back",
            hint: "Look for RAISE(ROLLBACK) in a trigger, a full disk, or a closure that ends the "
                + "transaction or hides an error.",
            outcome: .failed)
    }
}
