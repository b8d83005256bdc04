import Foundation
import GRDB
import Testing

/// The built tool, several times at once: each migration is applied once, whoever wins, and whoever is killed.
@Suite("Races")
struct RaceTests {
    /// So many races are usual; `STOPOVER_FAULTS` asks for as many times as many, and for `all` 200.
    private static let usualCount = 20
    private static let allCount = 200
    private static let environment = ProcessInfo.processInfo.environment

    private static var count: Int {
        let asked = environment["STOPOVER_FAULTS"]
        guard asked != "all" else { return allCount }
        return max(1, Int(Double(usualCount) * (asked.flatMap(Double.init) ?? 1)))
    }
    private static let seed = environment["STOPOVER_SEED"].flatMap(Int.init) ?? 1

    @Test("processes that start together apply each migration once")
    func together() async throws {
        let start = ContinuousClock.now
        var tally = RaceTally()
        for number in 0..<Self.count {
            let race = Race(seed: Self.seed &* 100_000 &+ number)
            try await Sandbox.with { try await race.run(in: $0, &tally) }
        }
        let seconds = ((ContinuousClock.now - start) / .seconds(1)).rounded()
        print("seed \(Self.seed): \(tally), in \(seconds) s")
        #expect(tally.done > 0 && tally.statuses > 0)
    }
}

/// What became of the processes of many races.
struct RaceTally: CustomStringConvertible {
    var races = 0
    var processes = 0
    var done = 0
    var locked = 0
    var killed = 0
    var statuses = 0

    var description: String {
        "\(races) races of \(processes) processes: \(done) were done, \(locked) left with 75, \(killed) were "
            + "killed; \(statuses) answers of status meanwhile"
    }
}

/// Some processes at one database, drawn from a seed.
private struct Race: CustomStringConvertible {
    private struct Runner {
        let waits: Bool
        /// It names the database by a symbolic link.
        let isLinked: Bool

        var line: String {
            "run --create --format json --chunk-rows \(Race.chunkRows)"
                + (waits ? " --wait 2m" : "")
                + (isLinked ? " --database link.db" : "")
        }
    }

    private static let rows = 400
    private static let chunkRows = 40
    private static let versions = ["001", "002", "003", "004"]

    private let seed: Int
    private let journal: String
    /// The database is there before; else the first process makes it.
    private let isMade: Bool
    private let runners: [Runner]
    /// The one that is killed, and after how many seconds.
    private let victim: (number: Int, moment: Double)?

    var description: String {
        "race \(seed), \(journal), \(isMade ? "" : "not made yet, ")\(runners.map(\.line)), victim: "
            + (victim.map { "\($0.number) after \($0.moment) s" } ?? "none")
    }

    init(seed: Int) {
        var random = CaseGenerator(seed: seed)
        self.seed = seed
        journal = random.pick(["wal", "delete"])
        isMade = journal == "wal" || random.chance(50)
        runners = (0..<Int.random(in: 2...8, using: &random)).map { _ in
            Runner(waits: random.chance(70), isLinked: random.chance(40))
        }
        victim =
            random.chance(30)
            ? (
                Int.random(in: 0..<runners.count, using: &random),
                Double.random(in: 0...0.4, using: &random)
            ) : nil
    }

    func run(in sandbox: Sandbox, _ tally: inout RaceTally) async throws {
        try make(in: sandbox)
        let processes = try runners.map { try ToolProcess($0.line, in: sandbox) }
        let statuses = Task { isMade ? try await answers(in: sandbox) : 0 }
        if let victim { processes[victim.number].send(SIGKILL, after: victim.moment) }
        var finished: [String: Int] = [:]
        var endings: [ToolProcess.Ending] = []
        for process in processes { endings.append(try await process.end()) }
        statuses.cancel()
        tally.statuses += try await statuses.value
        for (number, ending) in endings.enumerated() {
            check(ending, number, &tally)
            for version in Self.versions where ending.hasFinished(version) {
                finished[version, default: 0] += 1
            }
        }
        // Where the last one was killed, or left since another was at work, something is left to do.
        let last = try await sandbox.tool("run --create --format json")
        #expect(last.code == 0, "\(self): \(last.output)\(last.error)")
        for version in Self.versions where last.hasFinished(version) {
            finished[version, default: 0] += 1
        }
        // One that is killed may have applied a migration without saying so.
        #expect(
            Self.versions.allSatisfy {
                finished[$0] == 1 || victim != nil && finished[$0] == nil
            }, "\(self): \(finished)")
        try compare(sandbox)
        tally.races += 1
        tally.processes += processes.count
    }

    private func make(in sandbox: Sandbox) throws {
        try sandbox.writeCounters(rows: Self.rows)
        for version in ["003", "004"] {
            try sandbox.write(
                "\(version)_add.sql",
                "-- migrate:up\nINSERT INTO counters VALUES (-\(version), 1);\n")
        }
        try FileManager.default.createSymbolicLink(
            atPath: sandbox.root + "/link.db", withDestinationPath: "contacts.db")
        guard isMade else { return }
        let queue = try DatabaseQueue(path: sandbox.database)
        try queue.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA journal_mode = \(journal); CREATE TABLE theirs (a)")
        }
        try queue.close()
    }

    /// Asks for the status again and again until the task is cancelled.
    ///
    /// - Returns: how often it answered.
    private func answers(in sandbox: Sandbox) async throws -> Int {
        var count = 0
        while !Task.isCancelled {
            let answer = try await sandbox.tool("status --format json")
            #expect(answer.code == 0, "\(self): \(answer.error)\(answer.output)")
            #expect(!answer.output.isEmpty)
            for line in answer.output.split(separator: "\n") {
                #expect(throws: Never.self, "\(self): \(line)") {
                    try JSONSerialization.jsonObject(with: Data(line.utf8))
                }
            }
            count += 1
        }
        return count
    }

    private func check(_ ending: ToolProcess.Ending, _ number: Int, _ tally: inout RaceTally) {
        if ending.bySignal {
            #expect(number == victim?.number, "\(self): \(number) ended by a signal")
            tally.killed += 1
        } else if ending.code == 0 {
            tally.done += 1
        } else {
            #expect(
                ending.code == 75 && !runners[number].waits,
                "\(self): \(number) ended with \(ending.code): \(ending.output)\(ending.error)")
            #expect(
                ending.output.contains(#""code":"locked""#)
                    || ending.error.contains(#""code":"locked""#),
                "\(self): \(ending.output)\(ending.error)")
            tally.locked += 1
        }
    }

    private func compare(_ sandbox: Sandbox) throws {
        #expect(try sandbox.counters() == [1: Self.rows + 2], "\(self)")
        #expect(
            try sandbox.texts(
                "SELECT version || ' ' || count(*) FROM _migration_log WHERE event = 'applied' GROUP BY version"
            ) == Self.versions.map { "\($0) 1" }, "\(self)")
        #expect(
            try sandbox.texts("SELECT version FROM _migrations ORDER BY version") == Self.versions,
            "\(self)")
        #expect(try sandbox.texts("PRAGMA integrity_check") == ["ok"], "\(self)")
    }
}

extension ToolProcess.Ending {
    fileprivate func hasFinished(_ version: String) -> Bool {
        output.split(separator: "\n").contains {
            $0.contains(#""event":"migration_finished""#)
                && $0.contains(#""version":"\#(version)""#)
        }
    }
}
