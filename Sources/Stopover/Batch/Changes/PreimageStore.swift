/// Keeps what chunks change, so that it can be taken back.
protocol PreimageStore: AnyObject {
    /// How far it goes.
    var mark: RowSnapshotMark { get }

    /// Begins a chunk; one that was begun and not finished is forgotten.
    ///
    /// - Parameter mark: where the checkpoint stands; what an attempt that was rolled back left behind it
    ///   goes.
    func begin(after mark: RowSnapshotMark) throws

    /// Takes a part of what the chunk changes.
    func add(_ changes: ChunkChanges) throws

    /// Makes the chunk durable, before its COMMIT.
    ///
    /// - Returns: where the checkpoint stands then.
    func finish() throws -> RowSnapshotMark

    /// Ends it: no chunk comes any more. It may be ended already.
    ///
    /// - Parameter mark: where the checkpoint stands, as for a chunk.
    func seal(after mark: RowSnapshotMark) throws
}
