import Foundation
import Stopover

/// The whole story: a database is made, its migration is killed in the middle of a batch, goes on,
/// and ends as if nothing had been; then its last migration is taken back row by row, and what others
/// wrote since stays; then a snapshot takes it back to before the migrations, and another one forth
/// again.
struct Demo {
    let options: DemoOptions
    let database: String
    /// Shows a line.
    let say: (String) -> Void

    /// - Returns: whether everything matched.
    /// - Throws: ``DemoFailure`` where the story took another turn; ``MigrationError``.
    func tell() throws -> Bool {
        let generator = ContactGenerator(seed: options.seed, contactCount: options.rows)
        say(Account.title(options, database: database))
        try generate(generator)
        let before = try Fingerprint(of: database)
        let snapshot = try takeSnapshot()
        let peak = PeakMemory()
        try runAndKill(noting: peak)
        try runToTheEnd(noting: peak)
        let oracle = Oracle(generator)
        var differences = try compare(oracle, peakMemoryInBytes: peak.bytes)
        differences += try takeBackRows(oracle)
        differences += try restore(snapshot, before)
        say(Account.verdict(differences))
        return differences.isEmpty
    }

    /// Migration 001 through the engine, then the rows it is all about.
    private func generate(_ generator: ContactGenerator) throws {
        let schema: MigrationVersion = 1
        try migrator(create: true).runAndWait(to: schema)
        let time = try ContinuousClock().measure {
            try DatabaseFiller(generator: generator).fill(database)
        }
        let size = try migrator().info().sizeInBytes
        say(Account.generated(generator, sizeInBytes: size, in: time))
    }

    private func runAndKill(noting peak: PeakMemory) throws {
        let run = try watch(peak) { $0.version == "003" && $0.isInTheMiddle }
        guard run.ending == .killed else {
            throw DemoFailure.notKilled(run.ending, complaints: run.complaints)
        }
        let status = try migrator().status()
        guard let place = status.migrations.first(where: { $0.state == .interrupted }),
            let rowsDone = place.rowsDone, let rowsTotal = place.rowsTotal
        else { throw DemoFailure.nothingInterrupted }
        let migration = "\(place.version) \(place.name)"
        say(Account.killed(migration, rowsDone: rowsDone, rowsTotal: rowsTotal))
    }

    private func runToTheEnd(noting peak: PeakMemory) throws {
        let run = try watch(peak) { _ in false }
        // 4: done, and some rows are in quarantine, as they ought to be.
        guard run.ending == .exited(0) || run.ending == .exited(4) else {
            throw DemoFailure.notFinished(run.ending, complaints: run.complaints)
        }
    }

    /// Tells of a run while it works, until it ends or it is time to kill it.
    private func watch(
        _ peak: PeakMemory, isTimeToKill: (RunEvent) -> Bool
    ) throws -> (ending: ChildRun.Ending, complaints: String) {
        var narrator = Narrator()
        // A fiftieth of the rows a chunk, so that even a small run has a middle to be killed in.
        let child = ChildRun(database: database, chunkRowLimit: options.rows / 50)
        return try child.run(isTimeToKill: isTimeToKill) { event, process in
            peak.note(process)
            if let line = narrator.line(event) { say(line) }
        }
    }

    private func takeSnapshot() throws -> Snapshot {
        let start = ContinuousClock.now
        let snapshot = try migrator().createSnapshot()
        say(Account.snapshot(snapshot, in: ContinuousClock.now - start))
        return snapshot
    }

    /// Takes the last migration back from its row snapshot after others wrote, and applies it again.
    ///
    /// - Returns: what is not as it should be.
    private func takeBackRows(_ oracle: Oracle) throws -> [String] {
        let edits = try Edits(Self.editCount, in: database)
        let report = try migrator().rollback()
        say(Account.tookBack(report, edits))
        var oracle = oracle
        oracle.keepsPhones = true
        oracle.edits = edits
        let comparison = try Comparison(of: database, with: oracle, migrator())
        if comparison.differences.isEmpty { say(Account.backAndEdited(edits)) }
        var conflicts: [String] = []
        if report.conflictCount > 0 {
            conflicts.append("rolling back found \(report.conflictCount) conflicts")
        }
        try migrator().runAndWait()
        return comparison.differences + conflicts
    }

    private static let editCount = 1000

    /// Takes the database back to the snapshot, and forth again to what it was before that.
    ///
    /// - Returns: what is not as it was.
    private func restore(_ snapshot: Snapshot, _ before: Fingerprint) throws -> [String] {
        let after = try Fingerprint(of: database)
        let report = try restore(snapshot, "as before the migrations", before)
        guard let safety = report.safetySnapshot else { return ["no safety snapshot was taken"] }
        let again = try restore(safety, "as after them", after)
        return report.differences + again.differences
    }

    private func restore(
        _ snapshot: Snapshot, _ state: String, _ expected: Fingerprint
    ) throws -> (safetySnapshot: Snapshot?, differences: [String]) {
        let start = ContinuousClock.now
        let report = try migrator().restore(snapshot.name)
        let time = ContinuousClock.now - start
        let found = try Fingerprint(of: database)
        say(Account.restored(state, rows: found.rowCount, in: time))
        return (
            report.safetySnapshot,
            found == expected ? [] : ["restored, the database is not \(state)"]
        )
    }

    /// - Returns: what is not as it should be.
    private func compare(
        _ oracle: Oracle, peakMemoryInBytes: Int?
    ) throws -> [String] {
        var result: Comparison?
        let time = try ContinuousClock().measure {
            result = try Comparison(of: database, with: oracle, migrator())
        }
        guard let result else { return [] }
        say(Account.compared(result, in: time, peakMemoryInBytes: peakMemoryInBytes))
        return result.differences
    }

    private func migrator(create: Bool = false) throws -> Migrator {
        try Migrator(path: database, create: create, migrations: ContactsMigrations.all())
    }
}
