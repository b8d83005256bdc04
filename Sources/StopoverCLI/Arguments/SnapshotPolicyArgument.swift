import ArgumentParser
import Stopover

/// Reads which snapshots a run takes: `auto`, `database`, `rows` or `none`.
enum SnapshotPolicyArgument {
    /// Why a text is no such policy.
    struct Invalid: Error, Hashable, CustomStringConvertible {
        let description = "write auto, database, rows or none"
    }

    static let help = ArgumentHelp(
        """
        What is kept to go back with. auto: where there are no down steps, the rows that batches \
        change, or the whole database where more can be lost; database: all of it, before the \
        run; rows: what batches change, down steps or not; none. (default: auto)
        """,
        valueName: "what")

    static let completion = CompletionKind.list(SnapshotPolicy.allCases.map(\.rawValue))

    static func parse(_ text: String) throws -> SnapshotPolicy {
        guard let policy = SnapshotPolicy(rawValue: text) else { throw Invalid() }
        return policy
    }
}
