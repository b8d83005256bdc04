import GRDB

extension Database {
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
}
