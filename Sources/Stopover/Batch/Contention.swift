/// Whether others wrote between the chunks of a batch.
struct Contention: Sendable {
    /// What a connection knows of others' writes.
    struct Marks: Sendable, Hashable {
        /// Changes when another connection commits.
        let dataVersion: Int64
        /// Grows when this connection changes rows, such as the app's own.
        let totalChanges: Int64
    }

    private var marks: Marks?
    /// How often others were seen to have written since the chunk before, or may have: what was read before
    /// this grew may be no longer so.
    private(set) var moves = 0

    /// Compares with the marks that the last chunk left.
    ///
    /// - Returns: whether others wrote since.
    mutating func observe(_ current: Marks) -> Bool {
        guard marks != current else { return false }
        moves += 1
        return marks != nil
    }

    /// Remembers the marks that a chunk leaves.
    mutating func leave(_ current: Marks) {
        marks = current
    }
}
