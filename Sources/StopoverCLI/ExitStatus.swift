import Stopover

/// What the process tells its caller when it ends.
enum ExitStatus: Int32, Sendable, CaseIterable {
    case done = 0
    /// Part-way: what was committed stays, and running again goes on from there. Also the answer of
    /// `status --check` where something is interrupted, failed, changed or missing.
    case failed = 1
    /// `status --check`: something is pending, or a run is under way.
    case pending = 2
    /// Nothing was changed.
    case refused = 3
    /// Done, with exceptions: rows in quarantine, or values that a rollback could not put back.
    case exceptions = 4
    /// `EX_USAGE` of sysexits.h.
    case usage = 64
    /// `EX_TEMPFAIL` of sysexits.h: stopped or locked, run again.
    case stopped = 75

    /// What `--help` says of it.
    var explanation: String {
        switch self {
        case .done: "done"
        case .failed: "failed part-way; status --check: a migration needs attention"
        case .pending: "status --check: migrations are pending, or a run is under way"
        case .refused: "refused; nothing was changed"
        case .exceptions:
            "done, except for rows in quarantine or values that could not go back"
        case .usage: "the command line is wrong"
        case .stopped: "stopped, or another run holds the lock; run again"
        }
    }
}

extension ExitStatus {
    init(_ outcome: MigrationError.Outcome) {
        self =
            switch outcome {
            case .refused: .refused
            case .failed: .failed
            case .locked: .stopped
            }
    }

    init(_ report: RunReport) {
        self =
            switch report.outcome {
            case .stopped: .stopped
            case .done:
                report.rowsQuarantined > 0 || report.conflictCount > 0 ? .exceptions : .done
            }
    }

    /// The answer of `status --check`.
    init(checking report: StatusReport) {
        self = report.needsAttention ? .failed : report.isUpToDate ? .done : .pending
    }
}
