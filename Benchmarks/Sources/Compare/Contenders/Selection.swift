/// The contenders that are asked for.
struct Selection {
    /// What `--only` takes.
    static let names =
        Job.allCases.map(\.rawValue) + Contender.all.map(\.name) + [Growth.name]

    /// In the order of the tables, yardsticks included.
    let contenders: [Contender]
    /// Whether the LIMIT/OFFSET loop is among them, which runs at sizes of its own.
    let hasGrowth: Bool

    var needsPython: Bool { hasGrowth || contenders.contains(where: \.needsPython) }

    /// - Parameter only: names of contenders and jobs; empty for all.
    init(only: [String]) {
        let chosen = Contender.all.filter { contender in
            only.isEmpty || only.contains(contender.name) || only.contains(contender.job.rawValue)
        }
        let jobs = Set(chosen.map(\.job))
        contenders = Contender.all.filter { contender in
            chosen.contains { $0.name == contender.name }
                || contender.isYardstick && jobs.contains(contender.job)
        }
        hasGrowth = only.isEmpty || only.contains(Growth.name)
    }
}
