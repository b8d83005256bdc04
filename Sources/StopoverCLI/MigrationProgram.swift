public import Stopover

/// What a command line is made from: a name, and where its migrations come from.
///
/// ```swift
/// enum Contacts: MigrationProgram {
///     static let name = "contacts"
///     static let abstract = "Migrates the contacts database."
///     static let usesDirectory = false
///     static func migrations(directory: String?) -> [any Migration] {
///         [CreateContacts(), NormalizePhones()]
///     }
/// }
///
/// exit(await StopoverCommands<Contacts>.run(Array(CommandLine.arguments.dropFirst())))
/// ```
public protocol MigrationProgram: Sendable {
    /// The command's name, as people type it.
    static var name: String { get }

    /// One sentence for the top of `--help`.
    static var abstract: String { get }

    /// The database's path where neither `--database` nor `DATABASE_URL` names one; nil, unless
    /// declared, asks for one of them.
    static var defaultDatabase: String? { get }

    /// Whether migrations are read from a directory, so that `--migrations` and `new` exist; true
    /// unless declared. False: they come from code alone.
    static var usesDirectory: Bool { get }

    /// All migrations, in any order.
    ///
    /// - Parameter directory: the value of `--migrations`; nil where ``usesDirectory`` is false.
    /// - Throws: `MigrationError` where they can't be read.
    static func migrations(directory: String?) throws -> [any Migration]
}

extension MigrationProgram {
    public static var defaultDatabase: String? { nil }
    public static var usesDirectory: Bool { true }
}
