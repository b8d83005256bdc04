/// How a run behaves.
public struct RunSettings: Sendable {
    /// At most so many rows a chunk; nil leaves it to the time.
    public var chunkRowLimit: Int?
    /// How long a chunk aims to hold the write lock. While others write it is 20 ms at most.
    public var chunkTime: Duration = .milliseconds(100)
    /// What the write-ahead log may grow to during batches, in bytes; less than 16 MiB counts as that. Before it
    /// would pass the limit, a batch waits until the log's pages are in the database.
    public var walLimitInBytes = 64 << 20
    /// Below so many free bytes on the database's volume a run stops; nil does not look.
    public var minimumFreeBytes: Int?
    /// How long to wait for another run that holds the lock; zero refuses at once.
    public var lockWait: Duration = .zero
    /// When a snapshot of the whole database is taken first.
    public var snapshot: SnapshotPolicy = .auto
    /// Whether batches do without the indexes that they write.
    public var indexes: IndexPolicy = .auto
    /// Half-done migrations that may go on although their text or revision changed.
    public var acceptChanged: Set<MigrationVersion> = []

    public init() {}
}

extension RunSettings {
    /// The limit of the write-ahead log that holds.
    var usedWALLimit: Int { max(walLimitInBytes, 16 << 20) }
}
