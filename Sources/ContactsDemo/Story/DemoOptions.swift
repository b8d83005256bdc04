/// What `contacts-demo` is asked for when it is to tell its whole story.
struct DemoOptions: Equatable {
    /// Fewer rows leave no time to be killed in the middle of anything.
    static let fewestRows = 1000
    /// Ids of contacts are kept in 32 bits.
    static let mostRows = 100_000_000

    var rows = 1_000_000
    var seed: UInt64 = 1
    /// Nil takes a temporary one.
    var database: String?

    /// Why a command line can't be followed.
    struct UsageError: Error, Equatable {
        let message: String
    }

    init() {}

    /// Nil where the arguments name a command (`status`, `run`, …) or ask for its help.
    ///
    /// - Throws: ``UsageError``.
    init?(_ arguments: [String]) throws {
        let options = arguments.flatMap(Self.splitAtEquals)
        let names = ["--rows", "--seed"]
        let isStory = options.contains { names.contains($0) }
        var index = 0
        while index < options.count {
            let option = options[index]
            guard names.contains(option) || option == "--database" else {
                guard isStory else { return nil }
                throw UsageError(message: "\(option) does not go with --rows or --seed.")
            }
            guard index + 1 < options.count else {
                throw UsageError(message: "\(option) needs a value.")
            }
            try set(option, options[index + 1])
            index += 2
        }
    }

    private mutating func set(_ option: String, _ value: String) throws {
        switch option {
        case "--rows":
            guard let rows = Int(value), (Self.fewestRows...Self.mostRows).contains(rows) else {
                throw UsageError(
                    message: "--rows takes a number from \(Self.fewestRows) to \(Self.mostRows).")
            }
            self.rows = rows
        case "--seed":
            guard let seed = UInt64(value) else {
                throw UsageError(message: "--seed takes a number from 0 on.")
            }
            self.seed = seed
        default: database = value
        }
    }

    /// `--rows=1000` is `--rows 1000`.
    private static func splitAtEquals(_ argument: String) -> [String] {
        guard argument.hasPrefix("--"), let sign = argument.firstIndex(of: "=") else {
            return [argument]
        }
        return [String(argument[..<sign]), String(argument[argument.index(after: sign)...])]
    }
}
