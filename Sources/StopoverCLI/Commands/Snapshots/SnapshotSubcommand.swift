/// One of the commands for snapshots.
protocol SnapshotSubcommand: StopoverCommand {}

extension SnapshotSubcommand {
    static var group: String? { "snapshot" }
}
