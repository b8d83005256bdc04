/// A change of a database: a version, a name, a description, steps up and steps down.
///
/// ```swift
/// struct NormalizePhones: Migration {
///     let version: MigrationVersion = 3
///     let description = "Keep every phone number in E.164 form"
///
///     var up: Steps {
///         AddColumn("contacts", "phone_e164 TEXT")
///         Transform(
///             "contacts", where: "phone IS NOT NULL AND phone_e164 IS NULL",
///             reading: .text("phone"), .text("country"), writing: .text("phone_e164")
///         ) { phone, country in
///             try e164(phone, country: country)
///         }
///     }
///     var down: Steps { Execute("ALTER TABLE contacts DROP COLUMN phone_e164") }
/// }
/// ```
///
/// Schema steps that stand together commit together; a batch commits chunk by chunk. A migration
/// that was stopped or killed goes on at its last checkpoint.
public protocol Migration: Sendable {
    /// What orders the migration among the others.
    var version: MigrationVersion { get }

    /// What people call it. The type's name in snake case unless declared: `NormalizePhones` is
    /// `normalize_phones`.
    var name: String { get }

    /// A sentence for people; empty unless declared.
    var description: String { get }

    /// Raise it when a closure of `up` changes: of closures the engine knows this number alone.
    /// 1 unless declared.
    var revision: Int { get }

    /// How schema steps treat foreign keys; ``ForeignKeys/checked`` unless declared.
    var foreignKeys: ForeignKeys { get }

    /// What the migration does.
    @StepsBuilder var up: Steps { get throws }

    /// What takes it back; no steps unless declared.
    @StepsBuilder var down: Steps { get throws }
}

extension Migration {
    public var name: String { snakeCased(String(describing: Self.self)) }
    public var description: String { "" }
    public var revision: Int { 1 }
    public var foreignKeys: ForeignKeys { .checked }
    public var down: Steps { Steps() }
}

/// How schema steps treat foreign keys. Batch steps keep the connection's own setting.
///
/// `PRAGMA foreign_keys` does nothing inside a transaction (<https://sqlite.org/pragma.html#pragma_foreign_keys>),
/// so the engine sets it round the transaction and puts it back.
public enum ForeignKeys: String, Sendable, CaseIterable {
    /// Enforcement is off while the steps run, so that dropping or rebuilding a parent empties no
    /// child; before COMMIT every violation that was not there before fails the migration, and so
    /// does a loss of rows in a table that the steps did not name.
    case checked
    /// Enforcement is on, with its cascades.
    case enforced
    /// Enforcement is off and nothing is compared.
    case off
}

/// `NormalizePhones` → `normalize_phones`, `HTTPLog2` → `http_log2`.
private func snakeCased(_ name: String) -> String {
    let letters = Array(name)
    var result = ""
    for (index, letter) in letters.enumerated() {
        let followsSmall = index > 0 && !letters[index - 1].isUppercase
        let precedesSmall = index + 1 < letters.count && letters[index + 1].isLowercase
        if letter.isUppercase, index > 0, followsSmall || precedesSmall, letters[index - 1] != "_" {
            result += "_"
        }
        result += letter.lowercased()
    }
    return result
}
