/// Has a store keep what one chunk changes, beside the writer.
///
/// It is `@unchecked` because the store, and what is kept here of it, are used on the thread alone, and once it
/// is through.
final class ChunkKeeping: @unchecked Sendable {
    private let store: any PreimageStore
    private let thread: WorkThread
    private var hasBegun = false
    /// Where the store stands, or what failed first.
    private var outcome: Result<RowSnapshotMark, any Error>

    /// - Parameter mark: where the checkpoint stands.
    init(in store: any PreimageStore, after mark: RowSnapshotMark, on thread: WorkThread) {
        self.store = store
        self.thread = thread
        outcome = .success(mark)
    }

    func add(_ changes: ChunkChanges) {
        guard !changes.isEmpty else { return }
        then { store, mark in
            if !self.hasBegun { try store.begin(after: mark) }
            self.hasBegun = true
            try store.add(changes)
            return mark
        }
    }

    /// Makes it durable; a chunk that changes nothing is not written.
    func finish() {
        then { store, mark in self.hasBegun ? try store.finish() : mark }
    }

    /// Waits until the store is through with what it was given.
    ///
    /// - Returns: where the checkpoint stands, if this chunk was finished.
    func wait() -> Result<RowSnapshotMark, any Error> {
        thread.wait()
        return outcome
    }

    private func then(
        _ body:
            @escaping @Sendable (any PreimageStore, RowSnapshotMark) throws -> RowSnapshotMark
    ) {
        thread.begin { [self] in
            outcome = outcome.flatMap { mark in Result { try body(store, mark) } }
        }
    }
}
