import BenchmarkSupport

/// Time per row and peak memory at one size after another.
struct Scaling {
    static let sizes = [10_000, 100_000, 1_000_000, 10_000_000]
    /// Those whose cost shall be flat, and their yardstick.
    static let contenders = [
        "bare-c", "update", "update-snapshot", "transform", "transform-snapshot",
    ]
    /// A row of the largest size may cost so many times one of the reference size.
    private static let limit = 1.15
    private static let referenceSize = 100_000

    let sizes: [Int]
    let contenders: [Contender]
    private var results: [Int: Results] = [:]

    init(sizes: [Int], contenders: [Contender]) {
        self.sizes = sizes.sorted()
        self.contenders = contenders
    }

    /// In each round every size once, so that a slow moment hits them all.
    mutating func run(
        rounds: Int, paired: Bool, _ random: inout SplitMix64, _ files: Files, _ peers: Peers?
    ) throws {
        let stocks = sizes.map { Stock(directory: files.directory, rows: $0) }
        for stock in stocks { try stock.make(for: contenders, files) }
        for round in 1...rounds {
            for stock in stocks.shuffled(using: &random) {
                note("\(Text.count(stock.rows)) rows")
                let trial = Trial(files: files, stock: stock, peers: peers)
                let label = "round \(round) of \(rounds)"
                try results[stock.rows, default: Results()]
                    .addRound(contenders, trial, &random, paired: paired, label)
            }
        }
    }

    var table: String {
        var table = MarkdownTable(
            "way", "rows", "median", "time per row", "speed, yardstick = 1", "peak memory",
            "peak WAL")
        for contender in contenders {
            for size in sizes {
                guard let summary = results[size]?.summary(contender) else { continue }
                table.append(
                    contender.title, Text.count(size), Text.seconds(summary.median),
                    Text.microseconds(summary.median / Double(size)),
                    "\(Text.speed(summary.medianSpeed)) (\(Text.speed(summary.speeds)))",
                    Text.mebibytes(summary.peakMemoryInKibibytes * 1024),
                    Text.mebibytes(summary.peakWALInBytes))
            }
        }
        return "## Scaling\n\n\(table)\n"
    }

    /// What the largest size costs a row against the reference; empty where not both ran.
    var targets: String {
        guard let largest = sizes.last, largest > Self.referenceSize,
            let reference = results[Self.referenceSize], let last = results[largest]
        else { return "" }
        var table = MarkdownTable("target", "wanted", "reached", "")
        for contender in contenders where contender.isStopover {
            guard let small = reference.summary(contender), let large = last.summary(contender)
            else { continue }
            let ratio =
                (large.median / Double(largest)) / (small.median / Double(Self.referenceSize))
            table.append(
                "\(contender.name): a row of \(Text.count(largest)) "
                    + "against one of \(Text.count(Self.referenceSize))",
                "≤ \(Text.speed(Self.limit))", Text.speed(ratio), Target.mark(ratio <= Self.limit))
            Target.addMemory(large, of: contender, to: &table)
        }
        return "## Targets\n\n\(table)\n"
    }
}
