import Stopover

/// The answer of `snapshot verify` for one that is whole.
struct SnapshotVerifiedOutput {
    let snapshot: Snapshot
    let elapsed: Duration

    /// `NAME: whole, 390.0 MiB in 0.8s, 480.0 MiB/s`
    var text: String {
        let size = Readable.size(snapshot.databaseSizeInBytes)
        return "\(snapshot.name.singleLine): whole, \(size) \(throughput.text)"
    }

    var event: JSONEvent {
        JSONEvent(
            "snapshot_verified", details: [("snapshot", snapshot.json)] + throughput.fields)
    }

    private var throughput: Throughput {
        Throughput(bytes: snapshot.databaseSizeInBytes, elapsed: elapsed)
    }
}
