import ArgumentParser
import Stopover

/// Reads what becomes of the indexes that a batch writes: `auto`, `keep` or `rebuild`.
enum IndexPolicyArgument {
    /// Why a text is no such policy.
    struct Invalid: Error, Hashable, CustomStringConvertible {
        let description = "write auto, keep or rebuild"
    }

    static let help = ArgumentHelp(
        """
        What becomes of indexes that a batch writes, if nothing needs them meanwhile. auto: they \
        are dropped in a large batch where nobody else writes, and built again when it is done; \
        keep: they stay; rebuild: they are dropped in any batch. (default: auto)
        """,
        valueName: "what")

    static let completion = CompletionKind.list(IndexPolicy.allCases.map(\.rawValue))

    static func parse(_ text: String) throws -> IndexPolicy {
        guard let policy = IndexPolicy(rawValue: text) else { throw Invalid() }
        return policy
    }
}
