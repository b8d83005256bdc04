/// Migrations as the engine takes them: their steps made once, looked over, and in order of version.
struct MigrationRegistry: Sendable {
    /// Sorted by version.
    let migrations: [RegisteredMigration]

    /// - Throws: ``MigrationError`` where a version is none or is used twice, where the steps can't
    ///   be made, or where one of them is wrong on the face of it.
    init(_ migrations: [any Migration]) throws {
        var origins: [MigrationVersion: String] = [:]
        for migration in migrations {
            let version = migration.version
            guard version.isValid else { throw Self.invalidVersion(of: migration) }
            guard let earlier = origins.updateValue(migration.origin, forKey: version) else {
                continue
            }
            throw MigrationError(
                .duplicateVersion,
                "version \(version) is used by both \(earlier) and \(migration.origin)",
                hint: "Give one of them another version.")
        }
        self.migrations = try migrations.map(RegisteredMigration.init)
            .sorted { $0.version < $1.version }
    }

    subscript(version: MigrationVersion) -> RegisteredMigration? {
        migrations.first { $0.version == version }
    }

    /// - Throws: `unknownVersion` where there is none of that version.
    func require(_ version: MigrationVersion) throws(MigrationError) {
        guard self[version] == nil else { return }
        throw MigrationError(
            .unknownVersion, "There is no migration \(version)",
            hint: "`status` lists the versions that there are.")
    }

    private static func invalidVersion(of migration: any Migration) -> MigrationError {
        MigrationError(
            .invalidVersion,
            "\"\(migration.version)\", the version of \(migration.origin), is not made of 1 to "
                + "\(MigrationVersion.digitLimit) digits",
            hint: "Use digits, such as \"001\" or \"20261122101500\".")
    }
}

extension Migration {
    /// Where it comes from, for people: its file, or its name.
    fileprivate var origin: String {
        (self as? SQLFileMigration)?.file ?? name
    }
}
