import ArgumentParser
import Stopover

/// Reads when a snapshot is taken first: `auto`, `database` or `none`.
enum SnapshotPolicyArgument {
    /// Why a text is no such policy.
    struct Invalid: Error, Hashable, CustomStringConvertible {
        let description = "write auto, database or none"
    }

    static let help = ArgumentHelp(
        """
        When a snapshot of the whole database is taken first: auto, before each migration that can \
        lose data and has no down steps; database, before all of them; or none. \
        (default: auto)
        """,
        valueName: "when")

    static let completion = CompletionKind.list(SnapshotPolicy.allCases.map(\.rawValue))

    static func parse(_ text: String) throws -> SnapshotPolicy {
        guard let policy = SnapshotPolicy(rawValue: text) else { throw Invalid() }
        return policy
    }
}
