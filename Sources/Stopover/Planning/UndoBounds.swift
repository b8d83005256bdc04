/// How far the batches of `down` go over a migration that is half done: over the rows that its `up`
/// reached, and no others, whose values nothing has changed.
struct UndoBounds {
    /// The steps of `up`, as they ran.
    let up: [Operation]
    /// Where they stand.
    let checkpoint: Checkpoint

    /// One for each step of `down` that must not page its whole table.
    ///
    /// - Throws: `halfDone` where that can't be told.
    func bounds(of down: [Operation]) throws(MigrationError) -> [Int: UndoBound] {
        var bounds: [Int: UndoBound] = [:]
        for (index, operation) in down.enumerated() {
            guard let batch = operation.batch else { continue }
            bounds[index] = try bound(of: batch)
        }
        return bounds
    }

    private func bound(of down: BatchDefinition) throws(MigrationError) -> UndoBound? {
        let same = up.enumerated().filter { _, operation in
            operation.batch.map { FoldedName($0.table) == FoldedName(down.table) } ?? false
        }
        if same.allSatisfy({ $0.offset < checkpoint.step }) { return nil }
        if same.allSatisfy({ $0.offset > checkpoint.step }) { return .nothing }
        guard same.count == 1, let batch = same[0].element.batch else { throw untold(down) }
        guard let position = checkpoint.batch else { return .nothing }
        guard position.pass == 1, batch.keyColumns == down.keyColumns else { throw untold(down) }
        return position.last.map { .upTo($0, rows: position.rowsDone) } ?? .nothing
    }

    private func untold(_ batch: BatchDefinition) -> MigrationError {
        MigrationError(
            .halfDone,
            "\(checkpoint.name) is half done, and its down steps can't tell which rows of "
                + "\(batch.table) it changed",
            hint: "Run it to its end with `run`, then take it back.", version: checkpoint.version)
    }
}
