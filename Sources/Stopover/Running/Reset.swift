import GRDB

/// Drops every object of a database through SQLite, in one transaction; the file stays.
struct Reset {
    let context: RunContext
    let registry: MigrationRegistry

    func dropEverything() throws {
        try context.write { db in
            try db.withForeignKeys(.off) {
                try db.immediate { db in
                    for (type, name) in try objects(db) {
                        try db.execute(sql: "DROP \(type) IF EXISTS main.\(quoted(name))")
                    }
                }
            }
        }
    }

    /// Plans all migrations on an empty schema, so that nothing is dropped that can't be made anew.
    func tryAnew() throws {
        let planner = Planner(
            configuration: context.writer.configuration, history: nil,
            tables: context.store.tables)
        let empty = try DatabaseQueue()
        do {
            _ = try empty.read { db in
                try planner.plan(
                    registry.migrations.map { MigrationPlan($0, checkpoint: nil) }, .up, db)
            }
        } catch let error as MigrationError {
            throw MigrationError(
                error.code, "The migrations can't build an empty database: \(error.message)",
                hint: "A reset needs migrations that begin from nothing; nothing was dropped.",
                version: error.version)
        }
    }

    /// In an order in which each can be dropped: triggers, views, virtual tables (their shadow tables
    /// go with them), tables (with their indexes).
    private func objects(_ db: Database) throws -> [(type: String, name: String)] {
        let own = "name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        let triggers = try String.fetchAll(
            db, sql: "SELECT name FROM sqlite_master WHERE type = 'trigger'")
        let views = try String.fetchAll(
            db, sql: "SELECT name FROM sqlite_master WHERE type = 'view' AND \(own)")
        let tables = try TableShape.names(db, kinds: ["virtual"]) + TableShape.names(db)
        return triggers.map { ("TRIGGER", $0) } + views.map { ("VIEW", $0) }
            + tables.map { ("TABLE", $0) }
    }
}
