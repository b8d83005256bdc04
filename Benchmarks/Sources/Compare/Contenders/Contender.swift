/// A way to do a job.
struct Contender: Sendable {
    /// What does it.
    enum Work: Sendable {
        /// Code of this executable, in a process of its own, which tells the time of the work alone.
        case inProcess(@Sendable (Files) throws -> Void)
        /// Commands, one after the other.
        case commands(@Sendable (Files) -> [[String]])
        /// A script of ours, in Python, and what it takes beside the database; it tells the time of the work alone.
        case script(String, [String])
        /// A command of the Python environment.
        case pythonCommand(String, @Sendable (Files) -> [String])
    }

    /// As `--only` takes it.
    let name: String
    let title: String
    let job: Job
    var isStopover = false
    /// Whether it can be right, and end, while someone else writes.
    var goesBesideWriter = true
    /// The contender that has to run before it, untimed, on the same database.
    var predecessor: String?
    /// What it has to leave, where that isn't what its job says.
    var end: Stock.State?
    let work: Work

    static let all: [Self] = barePhones + peers + stopoverPhones + indexed + snapshots + restores

    static func named(_ name: String) -> Self? { all.first { $0.name == name } }

    /// What it is compared with.
    var yardstick: Self { Self.all.first { $0.job == job } ?? self }

    var isYardstick: Bool { name == yardstick.name }

    var needsPython: Bool {
        switch work {
        case .inProcess, .commands: false
        case .script, .pythonCommand: true
        }
    }

    /// Whether its time is that of whole processes, their start and end included.
    var isTimedByProcess: Bool {
        switch work {
        case .inProcess, .script: job.isTimedByProcess
        case .commands, .pythonCommand: true
        }
    }
}
