import GRDB

extension MigrationError {
    /// What SQLite refused outside of any step.
    init(_ error: DatabaseError) {
        if error.isBusy {
            self = Self.busy
        } else if error.isFull {
            self.init(
                .diskFull, "The disk is full", hint: "Make room and run again.", outcome: .failed)
        } else {
            self.init(
                .databaseUnusable, "The database can't be used: \(error.codeDescription)",
                hint: "Check that it is an SQLite database and that you may read and write it.")
        }
    }

    static var busy: MigrationError {
        MigrationError(
            .busy, "Another connection keeps the database locked",
            hint: "Run again when it is done; nothing is lost.", outcome: .locked)
    }
}
