/// When a batch goes on without the indexes that it writes. It knows no database.
struct DeferralRule: Sendable, Hashable {
    /// Fewer rows pay neither for the drop nor for being without the index.
    static let leastRowCount = 10_000
    /// Writing an index row by row takes some twenty times as long as building it from all rows of the table:
    /// one row in ten leaves a margin.
    static let leastPart = 10
    /// So many rows tell what those behind them may come to: each of them is written at the slow pace.
    static let leastSample = 500

    let policy: IndexPolicy
    /// The batch goes over a part of its table, so its rows don't tell how many there are to build from.
    let isBounded: Bool

    /// Before the next chunk, whatever is known of the batch.
    func isDueAtOnce(_ position: BatchPosition?) -> Bool {
        policy == .rebuild && position?.rowsTotal.map { $0 > position?.rowsDone ?? 0 } ?? true
    }

    /// Behind a chunk: expects of the rows that are left what those before them came to.
    func isDue(after progress: BatchProgress) -> Bool {
        guard policy == .auto, !isBounded,
            progress.rowsDone >= Self.leastSample, let rowsTotal = progress.rowsTotal
        else { return false }
        let left = Double(rowsTotal - progress.rowsDone)
        let expected = left * min(1, Double(progress.rowsChanged) / Double(progress.rowsDone))
        let least = max(Self.leastRowCount, rowsTotal / Self.leastPart)
        return expected >= Double(least)
    }

    /// Whether it may come to that in a batch of so many rows; of an unknown number nothing is said.
    func mayBeDue(rows: Int?) -> Bool {
        switch policy {
        case .keep: false
        case .rebuild: true
        case .auto: !isBounded && (rows ?? 0) >= Self.leastSample + Self.leastRowCount
        }
    }
}
