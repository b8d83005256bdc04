/// Turns a run's events into lines of the account, as they come.
struct Narrator {
    private var rate = BatchRate()
    private var isResuming = false

    /// The line that `event` is worth; nil of most.
    mutating func line(_ event: RunEvent) -> String? {
        rate.note(event)
        switch event.event {
        case "migration_started":
            isResuming = event.resumed == true
        case "chunk" where isResuming:
            isResuming = false
            return Account.resumed(event)
        case "snapshot_progress" where event.endsSnapshot: return Account.snapshot(event)
        case "migration_finished": return Account.applied(event, rate)
        case "error": return Account.failed(event)
        default: break
        }
        return nil
    }
}
