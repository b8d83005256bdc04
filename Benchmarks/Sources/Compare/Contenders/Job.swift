/// What contenders are compared at. Each has a yardstick: its first contender. `--only` takes
/// their names too.
enum Job: String, CaseIterable {
    case phones, indexed
    case snapshot = "snapshots"
    case restore = "restores"

    var title: String {
        switch self {
        case .phones: "Keep of every phone its plus sign and digits"
        case .indexed: "The same, with an index on the phone"
        case .snapshot: "Write a compressed snapshot"
        case .restore: "Put a snapshot back into the live database"
        }
    }

    /// Short jobs of commands mostly: each contender's time is that of its processes.
    var isTimedByProcess: Bool {
        switch self {
        case .phones, .indexed: false
        case .snapshot, .restore: true
        }
    }

    /// What the contender finds.
    var start: Stock.State {
        switch self {
        case .phones, .snapshot: .before
        case .indexed: .indexedBefore
        case .restore: .after
        }
    }

    /// What it has to leave, or to have in its snapshot.
    var end: Stock.State {
        switch self {
        case .phones: .after
        case .indexed: .indexedAfter
        case .snapshot, .restore: .before
        }
    }
}
