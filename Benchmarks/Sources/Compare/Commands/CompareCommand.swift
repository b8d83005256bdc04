import ArgumentParser
import BenchmarkSupport
import Foundation

/// What a call without a subcommand does.
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract:
            "Compares Stopover with other ways to change, keep and restore a contacts database.",
        discussion: """
            Generates the contacts, then runs every contender in a process of its own on a fresh \
            copy, interleaved, and checks what it leaves: a wrong result ends the command. A ratio is \
            to the yardstick of the same round. Needs sqlite3, zstd and python3; the peers from PyPI \
            go into a virtual environment in .build.

            Contenders: \(Selection.names.joined(separator: ", ")).
            """)

    @Option(help: "Contacts to generate.")
    var rows = 1_000_000

    @Option(help: "How often each contender runs.")
    var rounds = 5

    @Flag(
        help: """
            Runs the yardstick once more right before each contender: steadier ratios on a busy machine.
            """)
    var paired = false

    @Option(
        help: "How often each contender runs beside another writer, for that one's longest wait.")
    var writerRounds = 3

    @Option(
        parsing: .upToNextOption,
        help: "Only these contenders, or those of these jobs, and their yardsticks.")
    var only: [String] = []

    @Flag(help: "Times those whose cost shall be flat at several sizes instead.")
    var scaling = false

    @Option(parsing: .upToNextOption, help: "The sizes of --scaling.")
    var sizes = Scaling.sizes

    @Option(help: "Where to write a chart.")
    var svg: String?

    @Option(help: "Where the databases are made and removed, if not among the temporary files.")
    var directory: String?

    @Option(help: "Orders the contenders.")
    var seed: UInt64 = 1

    /// What makes files of its own for one size, or has its own sizes.
    private static let atOneSize =
        [Growth.name, Job.restore.rawValue]
        + Contender.restores.map(\.name)

    mutating func validate() throws {
        let counts = [rows, rounds] + sizes
        guard counts.allSatisfy({ $0 > 0 }), writerRounds >= 0 else {
            throw ValidationError("A count is too small.")
        }
        if scaling, only.contains(where: Self.atOneSize.contains) || svg != nil {
            throw ValidationError(
                "--scaling takes neither --svg nor \(Self.atOneSize.joined(separator: ", ")).")
        }
        if let unknown = only.first(where: { !Selection.names.contains($0) }) {
            throw ValidationError(
                "\(unknown) is no contender. There are: \(Selection.names.joined(separator: ", "))."
            )
        }
    }

    func run() throws {
        let temporary = try TemporaryDirectory("compare", in: directory)
        defer { temporary.remove() }
        let files = Files(directory: temporary.path)
        let selection = Selection(
            only: only.isEmpty && scaling ? Scaling.contenders : only)
        let peers = selection.needsPython ? try Peers(temporary.path) : nil
        say(try Surroundings.description(peers, seed: seed))
        if scaling {
            try compareSizes(selection, files, peers)
        } else {
            try compareWays(selection, files, peers)
        }
    }

    private func compareSizes(_ selection: Selection, _ files: Files, _ peers: Peers?) throws {
        var random = SplitMix64(seed: seed)
        var scaling = Scaling(sizes: sizes, contenders: selection.contenders)
        try scaling.run(rounds: rounds, paired: paired, &random, files, peers)
        say(scaling.table)
        say(scaling.targets)
    }

    private func compareWays(_ selection: Selection, _ files: Files, _ peers: Peers?) throws {
        var results = Results()
        let contenders = selection.contenders
        if !contenders.isEmpty {
            let stock = Stock(directory: files.directory, rows: rows)
            note("generating \(Text.count(rows)) contacts")
            try stock.make(for: contenders, files)
            say(
                "\(Text.count(rows)) contacts, \(Text.megabytes(FileSize.inBytes(stock.path(.before)))), "
                    + "\(rounds) rounds\n")
            let trial = Trial(files: files, stock: stock, peers: peers)
            try measure(contenders, trial, &results)
            try stock.remove()
        }
        report(contenders, results)
        if selection.hasGrowth, let peers {
            var growth = Growth()
            try growth.run(rounds: rounds, files, peers)
            say(growth.table(rows: rows))
        }
        say(Target.table(contenders, results))
        if let svg {
            try Chart(contenders, results).description
                .write(toFile: svg, atomically: true, encoding: .utf8)
        }
    }

    private func measure(
        _ contenders: [Contender], _ trial: Trial, _ results: inout Results
    ) throws {
        var random = SplitMix64(seed: seed)
        for round in 1...rounds {
            try results.addRound(
                contenders, trial, &random, paired: paired, "round \(round) of \(rounds)")
        }
        for round in 0..<writerRounds {
            try results.addWaits(
                contenders, trial, "beside a writer, round \(round + 1) of \(writerRounds)")
        }
        if writerRounds > 0 { results.waitAlone = try trial.longestWaitAlone(seconds: 5) }
    }

    private func report(_ contenders: [Contender], _ results: Results) {
        for job in Job.allCases where contenders.contains(where: { $0.job == job }) {
            say("\(ResultTable(job: job, contenders: contenders, results: results))")
        }
        if contenders.contains(where: \.isTimedByProcess) {
            say("\\* the time of whole processes, their start and end included.\n")
        }
        if let wait = results.waitAlone {
            say(
                "The other writer makes a small transaction every 10 ms; when it is alone, the "
                    + "slowest takes \(Text.milliseconds(wait)). Beside it Stopover drops no index.\n"
            )
        }
    }

    /// At once, so that it comes before what is noted next.
    private func say(_ text: String) {
        try? FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
    }
}
