import Stopover

/// The answer of `snapshot restore --to`, and what a dry run of it says.
struct ExtractionOutput {
    let snapshot: Snapshot
    let path: String
    /// Nil of a dry run.
    let elapsed: Duration?

    var text: String {
        let size = Readable.size(snapshot.databaseSizeInBytes)
        guard let elapsed else {
            return """
                \(snapshot.name) is whole. It would be restored to \(path), a new file of \(size).
                Nothing was changed.
                """
        }
        return "Restored \(path) from \(snapshot.name): \(size) in \(Readable.duration(elapsed))."
    }

    var event: JSONEvent {
        let details: JSON.Fields = [("path", .string(path)), ("snapshot", snapshot.json)]
        guard let elapsed else { return JSONEvent("extract_plan", details: details) }
        return JSONEvent("extracted", details: details + [("seconds", JSON(elapsed))])
    }
}
