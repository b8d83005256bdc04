import Stopover

/// The answer of `baseline`.
struct BaselineOutput {
    let version: MigrationVersion
    let recorded: [MigrationVersion]

    var text: String {
        guard !recorded.isEmpty else {
            return "Nothing to record: every migration up to \(version) is recorded already."
        }
        let migrations = Readable.count(recorded.count, "migration")
        let versions = recorded.map(\.text).joined(separator: ", ")
        return "Recorded \(migrations) as applied, without running: \(versions)."
    }

    var event: JSONEvent {
        JSONEvent(
            "baseline", version: version.text,
            details: [("recorded", JSON(recorded.map(\.text)))])
    }
}
