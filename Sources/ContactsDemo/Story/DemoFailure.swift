/// The story took another turn than it should.
enum DemoFailure: Error, Equatable, CustomStringConvertible {
    case databaseExists(String)
    case notKilled(ChildRun.Ending, complaints: String)
    case nothingInterrupted
    case notFinished(ChildRun.Ending, complaints: String)

    var description: String {
        switch self {
        case .databaseExists(let path):
            "\(path) is there already. Name a database that isn't: the demo makes its own."
        case .notKilled(let ending, let complaints):
            "The run \(ending) before it could be killed in the middle of 003.\n\(complaints)"
        case .nothingInterrupted:
            "The run was killed, but the database shows no migration that is half done."
        case .notFinished(let ending, let complaints):
            "The second run \(ending) before it was done.\n\(complaints)"
        }
    }
}

extension ChildRun.Ending: CustomStringConvertible {
    var description: String {
        switch self {
        case .exited(let status): "ended with status \(status)"
        case .killed: "was killed"
        }
    }
}
