/// What went wrong: a code, what failed and why, and what to do.
///
/// No error tells a row's value, nor a key that is not an integer. An error thrown by a closure of
/// yours is told by its type.
public struct MigrationError: Error, Sendable, Hashable {
    /// What kind of failure it is. More codes may come.
    public struct Code: RawRepresentable, Hashable, Sendable {
        public let rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }
    }

    /// What holds after the error.
    public enum Outcome: Sendable {
        /// Nothing was changed.
        case refused
        /// What was committed before it stays; running again goes on from there.
        case failed
        /// Another run holds the lock, or the database is busy: run again.
        case locked
    }

    public let code: Code
    /// What failed, on what and why.
    public let message: String
    /// What to do about it.
    public let hint: String?
    /// The migration that it concerns.
    public let version: MigrationVersion?
    public let outcome: Outcome

    init(
        _ code: Code, _ message: String, hint: String? = nil, version: MigrationVersion? = nil,
        outcome: Outcome = .refused
    ) {
        self.code = code
        self.message = message
        self.hint = hint
        self.version = version
        self.outcome = outcome
        Outlet.error.tell(self)
    }

    func concerning(_ version: MigrationVersion) -> Self {
        Self(code, message, hint: hint, version: self.version ?? version, outcome: outcome)
    }

    func with(outcome: Outcome) -> Self {
        Self(code, message, hint: hint, version: version, outcome: outcome)
    }
}

extension MigrationError: CustomStringConvertible {
    /// `002: message` and, on a line of its own, the hint.
    public var description: String {
        let head = version.map { "\($0): " } ?? ""
        return head + message + (hint.map { "\n  \($0)" } ?? "")
    }
}

extension MigrationError.Code {
    // Authoring
    public static let invalidVersion = Self(rawValue: "invalid-version")
    public static let duplicateVersion = Self(rawValue: "duplicate-version")
    public static let invalidFile = Self(rawValue: "invalid-file")
    public static let invalidStep = Self(rawValue: "invalid-step")
    // History
    public static let changed = Self(rawValue: "changed")
    public static let missing = Self(rawValue: "missing")
    public static let outOfOrder = Self(rawValue: "out-of-order")
    public static let newerDatabase = Self(rawValue: "newer-database")
    public static let halfDone = Self(rawValue: "half-done")
    public static let unknownVersion = Self(rawValue: "unknown-version")
    public static let irreversible = Self(rawValue: "irreversible")
    public static let foreignHistory = Self(rawValue: "foreign-history")
    // Planning
    public static let invalidSQL = Self(rawValue: "invalid-sql")
    public static let unusableKey = Self(rawValue: "unusable-key")
    public static let alreadyExists = Self(rawValue: "already-exists")
    // Running
    public static let databaseMissing = Self(rawValue: "database-missing")
    public static let databaseUnusable = Self(rawValue: "database-unusable")
    public static let locked = Self(rawValue: "locked")
    public static let busy = Self(rawValue: "busy")
    public static let diskFull = Self(rawValue: "disk-full")
    public static let outOfMemory = Self(rawValue: "out-of-memory")
    public static let stepFailed = Self(rawValue: "step-failed")
    public static let rowRefused = Self(rawValue: "row-refused")
    public static let verificationFailed = Self(rawValue: "verification-failed")
    public static let foreignKeyViolated = Self(rawValue: "foreign-key-violated")
    public static let rowsLost = Self(rawValue: "rows-lost")
    public static let transactionLost = Self(rawValue: "transaction-lost")
    public static let schemaMoved = Self(rawValue: "schema-moved")
    public static let indexNotRebuilt = Self(rawValue: "index-not-rebuilt")
    public static let fenced = Self(rawValue: "fenced")
    // Rolling back
    public static let conflict = Self(rawValue: "conflict")
    // Snapshots
    public static let snapshotMissing = Self(rawValue: "snapshot-missing")
    public static let snapshotDamaged = Self(rawValue: "snapshot-damaged")
    public static let snapshotNewer = Self(rawValue: "snapshot-newer")
    public static let snapshotFailed = Self(rawValue: "snapshot-failed")
    public static let snapshotDirectoryUnusable = Self(rawValue: "snapshot-directory-unusable")
    public static let restoreRefused = Self(rawValue: "restore-refused")
    public static let restoreMismatch = Self(rawValue: "restore-mismatch")
    public static let tableAltered = Self(rawValue: "table-altered")
    public static let stopped = Self(rawValue: "stopped")
}

extension MigrationError: SafeToShow {}

extension MigrationError {
    /// - Parameter subject: what found no memory.
    static func outOfMemory(
        _ subject: String, version: MigrationVersion? = nil
    ) -> MigrationError {
        MigrationError(
            .outOfMemory, "\(subject) ran out of memory",
            hint: "Give the process more and run again: it goes on where it stopped.",
            version: version, outcome: .failed)
    }
}
