import BenchmarkSupport

/// What a contender's slowest round, beside its yardstick, shall reach.
struct Target {
    /// Fewer rounds say little about the slowest.
    static let fewestRounds = 11
    private static let memoryInKibibytes = 64 * 1024

    let contender: String
    let speed: Double

    static let all = [
        Self(contender: "update", speed: 0.9),
        Self(contender: "update-snapshot", speed: 0.7),
        Self(contender: "batch", speed: 0.9),
        Self(contender: "batch-snapshot", speed: 0.7),
        Self(contender: "transform", speed: 0.9),
        Self(contender: "transform-snapshot", speed: 0.85),
        Self(contender: "indexed-update", speed: 5),
        Self(contender: "snapshot", speed: 1 / 1.2),
    ]

    /// The targets of the contenders that ran, and whether they were reached.
    static func table(_ contenders: [Contender], _ results: Results) -> String {
        var table = MarkdownTable("target", "wanted", "reached", "")
        var rounds = 0
        for contender in contenders where contender.isStopover {
            guard let summary = results.summary(contender) else { continue }
            rounds = summary.rounds
            if let target = all.first(where: { $0.contender == contender.name }) {
                table.append(
                    "\(contender.name): speed, lowest of \(rounds) rounds",
                    "≥ \(Text.speed(target.speed))", Text.speed(summary.speeds.lowerBound),
                    mark(summary.speeds.lowerBound >= target.speed))
            }
            addMemory(summary, of: contender, to: &table)
        }
        guard rounds > 0 else { return "" }
        let caution =
            rounds < fewestRounds ? "\nThe targets speak of \(fewestRounds) rounds or more.\n" : ""
        return "## Targets\n\n\(table)\n\(caution)"
    }

    static func addMemory(
        _ summary: Summary, of contender: Contender, to table: inout MarkdownTable
    ) {
        let memory = summary.peakMemoryInKibibytes
        table.append(
            "\(contender.name): peak memory", "≤ \(Text.mebibytes(memoryInKibibytes * 1024))",
            Text.mebibytes(memory * 1024),
            memory == 0 ? "not told by this system" : mark(memory <= memoryInKibibytes))
    }

    static func mark(_ isMet: Bool) -> String { isMet ? "met" : "missed" }
}
