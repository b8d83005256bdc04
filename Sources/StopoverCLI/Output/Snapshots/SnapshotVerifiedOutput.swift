import Stopover

/// The answer of `snapshot verify` for one that is whole, or unfinished and so far whole.
struct SnapshotVerifiedOutput {
    let snapshot: Snapshot
    let elapsed: Duration

    /// `NAME: whole, 390.0 MiB in 0.8s, 480.0 MiB/s`
    var text: String {
        let name = snapshot.name.singleLine
        guard let rows = snapshot.rows else {
            let size = Readable.size(snapshot.databaseSizeInBytes)
            return "\(name): whole, \(size) \(throughput.text)"
        }
        let counts =
            "\(Readable.count(rows.rowCount ?? 0, "row")) in "
            + "\(Readable.count(rows.chunkCount ?? 0, "chunk")), \(Readable.size(snapshot.sizeInBytes))"
        let state =
            rows.isFinished
            ? "whole"
            : "without an end: its migration is not done, or it was cut off; whole so far"
        return "\(name): \(state), \(counts) \(throughput.text)"
    }

    var event: JSONEvent {
        JSONEvent(
            "snapshot_verified", details: [("snapshot", snapshot.json)] + throughput.fields)
    }

    private var throughput: Throughput {
        Throughput(
            bytes: snapshot.rows == nil ? snapshot.databaseSizeInBytes : snapshot.sizeInBytes,
            elapsed: elapsed)
    }
}
