/// What a step did to the copy of the schema, which tells what it will do to the database.
struct StepEffects: Sendable, Hashable {
    /// Tables whose rows it inserts, updates or deletes, triggers included, with the columns of its
    /// updates; SQLite's own tables are left out.
    var writes: [String: Set<String>] = [:]
    /// Tables that it inserts rows into.
    var inserts: Set<String> = []
    /// Tables that it deletes rows of.
    var deletes: Set<String> = []
    /// Every word of its statements, in small letters: what it names.
    var names: Set<String> = []
    /// Tables that it drops or renames, those that it makes anew among them.
    var dropped: Set<String> = []
    /// A table that others refer to is dropped, or made anew.
    var dropsParent = false
    /// A table has fewer columns after it.
    var dropsColumns = false
    /// REPLACE stands in the definition of a table that it inserts into, or of a trigger.
    var mayReplace = false
    /// Foreign keys are declared otherwise after it.
    var changesForeignKeys = false
    /// A closure: on the copy it found no rows, so what it does to rows isn't known.
    var isOpaque = false
    /// Statements that are refused, with the reason.
    var refusals: [MigrationError] = []

    var writtenTables: [String] { writes.keys.sorted() }

    /// Rows may be lost in tables that it doesn't name.
    var isDestructive: Bool { !deletes.isEmpty || !dropped.isEmpty }

    /// Values may be gone after it: rows deleted or written over, tables or columns dropped.
    var mayLoseData: Bool {
        isOpaque || isDestructive || dropsColumns || writes.values.contains { !$0.isEmpty }
            // A row that REPLACE takes out is told of by no authorizer.
            || (!inserts.isEmpty && (mayReplace || names.contains("replace")))
    }

    /// Rows may refer to nothing after it.
    var mayViolateForeignKeys: Bool {
        isOpaque || !writes.isEmpty || isDestructive || changesForeignKeys
    }

    mutating func formUnion(_ other: Self) {
        writes.merge(other.writes) { $0.union($1) }
        inserts.formUnion(other.inserts)
        deletes.formUnion(other.deletes)
        names.formUnion(other.names)
        dropped.formUnion(other.dropped)
        dropsParent = dropsParent || other.dropsParent
        dropsColumns = dropsColumns || other.dropsColumns
        mayReplace = mayReplace || other.mayReplace
        changesForeignKeys = changesForeignKeys || other.changesForeignKeys
        isOpaque = isOpaque || other.isOpaque
        refusals += other.refusals
    }
}
