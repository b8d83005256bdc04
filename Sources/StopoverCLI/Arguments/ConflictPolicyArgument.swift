import ArgumentParser
import Stopover

/// Reads what becomes of values that were changed again since: `report`, `abort` or `overwrite`.
enum ConflictPolicyArgument {
    /// Why a text is no such policy.
    struct Invalid: Error, Hashable, CustomStringConvertible {
        let description = "write report, abort or overwrite"
    }

    static let help = ArgumentHelp(
        """
        What becomes of values that were changed again since. report: they stay, and are listed; \
        abort: nothing is changed if there is one; overwrite: the old ones go over them. \
        (default: report)
        """,
        valueName: "policy")

    static let completion = CompletionKind.list(ConflictPolicy.allCases.map(\.rawValue))

    static func parse(_ text: String) throws -> ConflictPolicy {
        guard let policy = ConflictPolicy(rawValue: text) else { throw Invalid() }
        return policy
    }
}
