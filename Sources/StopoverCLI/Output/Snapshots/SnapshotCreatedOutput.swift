import Stopover

/// The answer of `snapshot create`.
struct SnapshotCreatedOutput {
    let snapshot: Snapshot
    let elapsed: Duration

    var text: String {
        let size = Readable.size(snapshot.sizeInBytes)
        let databaseSize = Readable.size(snapshot.databaseSizeInBytes)
        return """
            Wrote \(snapshot.path)
            \(size) of a database of \(databaseSize) (\(snapshot.comparison)), \(throughput.text).
            """
    }

    var event: JSONEvent {
        JSONEvent(
            "snapshot_created", details: [("snapshot", snapshot.json)] + throughput.fields)
    }

    private var throughput: Throughput {
        Throughput(bytes: snapshot.databaseSizeInBytes, elapsed: elapsed)
    }
}
