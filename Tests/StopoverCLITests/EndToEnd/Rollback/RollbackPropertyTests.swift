import Foundation
import GRDB
import Synchronization
import Testing

@testable import Stopover
@testable import StopoverCLI

/// Random databases, values, batches, chunk sizes and moments of death: migrated, written to by others,
/// and rolled back, all that the migration touched is as it was, and all that others wrote is there.
@Suite("Rolled back from its row snapshot")
struct RollbackPropertyTests {
    /// `STOPOVER_CASES` asks for another number of cases with processes that are killed.
    private static let killedCount =
        ProcessInfo.processInfo.environment["STOPOVER_CASES"].flatMap(Int.init) ?? 400
    private static let stoppedCount = 100
    private static let blockCount = 4

    /// Databases are made anew for each case, and the seeds of a block are told where one fails.
    @Test("with processes that are killed", arguments: 0..<blockCount)
    func killed(_ block: Int) async throws {
        let seeds = stride(from: block, to: Self.killedCount, by: Self.blockCount)
        var killer = Killer(seed: block)
        for seed in seeds {
            try await Sandbox.with { sandbox in
                try await Self.killed(RandomCase(seed: seed), in: sandbox, &killer)
            }
        }
        print(
            "block \(block): \(Array(seeds).count) databases from seeds \(block), \(block + Self.blockCount)…; "
                + "\(killer.killed) of \(killer.runs) processes were killed")
    }

    private static func killed(
        _ example: RandomCase, in sandbox: Sandbox, _ killer: inout Killer
    ) async throws {
        var random = CaseGenerator(seed: example.seed + 2_000_000)
        let queue = try make(example, in: sandbox)
        let expected = try copy(queue)
        try sandbox.write("001_random.sql", example.file)
        let run = "run --snapshot rows --chunk-rows \(example.chunkRowLimit)"
        if random.chance(25) {
            // Half done, or done, or not begun: whatever the first process came to.
            _ = try await killer.run(run, in: sandbox)
        } else {
            try await toTheEnd(run, example, in: sandbox, &killer)
        }
        try edit(queue, expected, example)
        try await toTheEnd("rollback", example, in: sandbox, &killer)
        try compare(queue, expected, example)
    }

    /// Runs the command until it ends by itself.
    private static func toTheEnd(
        _ line: String, _ example: RandomCase, in sandbox: Sandbox, _ killer: inout Killer
    ) async throws {
        for _ in 1...killLimit {
            guard let ending = try await killer.run(line, in: sandbox) else { continue }
            return expectDone(ending, example)
        }
        expectDone(try await sandbox.tool(line), example)
    }

    private static let killLimit = 3

    private static func expectDone(_ ending: ToolProcess.Ending, _ example: RandomCase) {
        #expect(
            ending.code == 0,
            "seed \(example.seed): \(ending.error)\n\(ending.output)\n\(example.file)")
    }

    @Test("with steps in Swift that are stopped", arguments: 0..<blockCount)
    func stopped(_ block: Int) async throws {
        for seed in stride(from: block, to: Self.stoppedCount, by: Self.blockCount) {
            try await Sandbox.with { sandbox in
                try Self.stopped(RandomCase(seed: seed + 10_000), in: sandbox)
            }
        }
    }

    private static func stopped(_ example: RandomCase, in sandbox: Sandbox) throws {
        var random = CaseGenerator(seed: example.seed)
        let queue = try make(example, in: sandbox)
        let expected = try copy(queue)
        var settings = RunSettings()
        settings.chunkRowLimit = example.chunkRowLimit
        let migrator = try Migrator(queue, migrations: [example.migration], settings: settings)
        var isDone = false
        while !isDone {
            let stop = Countdown(Int.random(in: 1...6, using: &random))
            isDone =
                try migrator.runAndWait(stop: stop.signal, onProgress: stop.note).outcome == .done
            if random.chance(10) { break }
        }
        try edit(queue, expected, example)
        isDone = false
        while !isDone {
            let stop = Countdown(Int.random(in: 1...6, using: &random))
            let report = try migrator.rollback(stop: stop.signal, onProgress: stop.note)
            #expect(report.conflictCount == 0, "seed \(example.seed): \(report.conflicts)")
            isDone = report.outcome == .done
        }
        try compare(queue, expected, example)
    }

    // MARK: Databases

    private static func make(_ example: RandomCase, in sandbox: Sandbox) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        let queue = try DatabaseQueue(path: sandbox.database, configuration: configuration)
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA journal_mode = \(example.journalMode)")
            try db.inTransaction {
                try db.execute(sql: example.database)
                return .commit
            }
        }
        return queue
    }

    private static func copy(_ queue: DatabaseQueue) throws -> DatabaseQueue {
        let copy = try DatabaseQueue()
        try queue.backup(to: copy)
        return copy
    }

    private static func edit(
        _ queue: DatabaseQueue, _ expected: DatabaseQueue, _ example: RandomCase
    ) throws {
        let edits = try queue.write { try UnrelatedEdits($0, example) }
        for queue in [queue, expected] { try queue.write(edits.make) }
    }

    private static func compare(
        _ queue: DatabaseQueue, _ expected: DatabaseQueue, _ example: RandomCase
    ) throws {
        let (found, wanted) = (try queue.read(Contents.init), try expected.read(Contents.init))
        #expect(
            found == wanted,
            "seed \(example.seed): \(found.differences(from: wanted).joined(separator: "\n"))\n\(example.file)"
        )
        try queue.read { db in
            let violations = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check")
            #expect(violations.isEmpty, "seed \(example.seed)")
            let verdict = try String.fetchOne(db, sql: "PRAGMA integrity_check")
            #expect(verdict == "ok", "seed \(example.seed)")
        }
    }
}

/// Asks to stop after so many chunks.
private final class Countdown: Sendable {
    let signal = StopSignal()
    private let left: Mutex<Int>

    init(_ count: Int) {
        left = Mutex(count)
    }

    @Sendable func note(_ event: ProgressEvent) {
        guard case .chunk = event else { return }
        left.withLock { left in
            left -= 1
            if left == 0 { signal.request() }
        }
    }
}
