import GRDB

extension MigrationError {
    /// What SQLite refused outside of any step.
    init(_ error: DatabaseError) {
        if error.isBusy {
            self = Self.busy
        } else if error.isFull {
            self.init(
                .diskFull, "The disk is full", hint: "Make room and run again.", outcome: .failed)
        } else if error.isOutOfMemory {
            self = Self.outOfMemory("SQLite")
        } else {
            self.init(
                .databaseUnusable, "The database can't be used: \(error.codeDescription)",
                hint: error.hint)
        }
    }

    static var busy: MigrationError {
        MigrationError(
            .busy, "Another connection keeps the database locked",
            hint: "Run again when it is done; nothing is lost.", outcome: .locked)
    }
}

extension DatabaseError {
    static let unusableHint =
        "Check that it is an SQLite database and that you may read and write it."

    /// What to do about a database that can't be used.
    var hint: String {
        resultCode == .SQLITE_CORRUPT
            ? "It is damaged: `snapshot list` shows what can be restored, with --to into a new file."
            : Self.unusableHint
    }
}
