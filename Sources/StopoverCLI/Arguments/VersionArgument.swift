import Stopover

/// Reads a migration's version.
enum VersionArgument {
    /// Why a text is not a version.
    struct Invalid: Error, Hashable, CustomStringConvertible {
        let description = "write a version, digits such as 3, 003 or 20261122101500"
    }

    static func parse(_ text: String) throws -> MigrationVersion {
        guard let version = MigrationVersion(text) else { throw Invalid() }
        return version
    }
}
