/// What becomes of the indexes that a batch writes.
///
/// A batch that changes an indexed column writes the index row by row, at places all over it. Without the
/// index it takes a tenth of the time, and the index is built anew in a fraction of the rest. Dropped are
/// indexes that are neither unique nor a constraint's, that serve no foreign key, and that neither the batch
/// nor a trigger searches by. They are built again from their own text when the batch is done, with their
/// rows of `sqlite_stat1`. What was dropped stands in the checkpoint, written in the transaction that drops
/// it: after a stop, a crash or a failure the next `run` or `rollback` builds it.
///
/// Until then, a stop in the middle included, the app's queries do without the index, and those that say
/// `INDEXED BY` fail. Building it holds the write lock.
public enum IndexPolicy: String, Sendable, Hashable, CaseIterable {
    /// They are dropped where that pays and nobody is seen to write: once 500 rows are passed by, no other
    /// connection wrote within the last second, before the run by the times of the database's files, and, if
    /// the rest is like what was passed, 10,000 rows or more are left to be written, and at least a tenth of all.
    case auto
    /// None is dropped. What an earlier run left missing is built before the batch goes on.
    case keep
    /// They are dropped before the batch's first chunk, whatever its size and whoever writes.
    case rebuild
}
