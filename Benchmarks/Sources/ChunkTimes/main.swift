// Does a chunk hold the write lock for as long as it should? A batch over rows whose sizes change by a thousand, alone,
// beside two processes that compute, and beside another writer: the times from BEGIN to COMMIT.
//
//     swift run -c release --package-path Benchmarks chunk-times

import BenchmarkSupport
import Foundation
import GRDB
import Stopover
import Synchronization

/// Rows of one size after those of another.
enum Stretches {
    static let bytesPerRow = [20, 200, 2_000, 20_000, 200]
    static let bytesEach = 40 << 20

    static var rowCounts: [Int] { bytesPerRow.map { min(400_000, bytesEach / $0) } }

    static func make(at path: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { db in
            try db.execute(
                sql: """
                    PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;
                    CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
                    CREATE TABLE other (n INTEGER NOT NULL); INSERT INTO other VALUES (0);
                    """)
            for (bytes, count) in zip(bytesPerRow, rowCounts) {
                try db.execute(
                    sql: """
                        WITH RECURSIVE i (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < ?)
                        INSERT INTO notes (text) SELECT substr(hex(randomblob(?)), 1, ?) FROM i
                        """, arguments: [count, bytes / 2 + 1, bytes])
            }
            try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
        try queue.close()
    }

    /// Which one a row is of.
    static func index(ofRow row: Int) -> Int {
        var end = 0
        for (index, count) in rowCounts.enumerated() {
            end += count
            if row <= end { return index }
        }
        return rowCounts.count - 1
    }
}

struct Change: Migration {
    let version: MigrationVersion = 1

    var up: Steps {
        Transform("notes", reading: .text("text"), writing: .text("text")) { text in
            text.map { $0.lowercased() }
        }
    }
}

/// What the batch's connection is told, and when.
final class Clock: Sendable {
    struct Chunk {
        let seconds: Double
        let rows: Int
    }

    private struct State {
        var begin = ContinuousClock.now
        var last = 0.0
        var chunks: [[Chunk]] = Stretches.bytesPerRow.map { _ in [] }
    }

    private let state = Mutex(State())

    /// A statement is done.
    func note(_ sql: String) {
        state.withLock { state in
            if sql.hasPrefix("BEGIN IMMEDIATE") { state.begin = .now }
            guard sql.hasPrefix("COMMIT") else { return }
            state.last = (ContinuousClock.now - state.begin) / .seconds(1)
        }
    }

    func note(_ progress: BatchProgress) {
        let stretch = Stretches.index(ofRow: progress.rowsDone)
        state.withLock {
            $0.chunks[stretch].append(Chunk(seconds: $0.last, rows: progress.chunkRows))
        }
    }

    var chunks: [[Chunk]] { state.withLock(\.chunks) }
}

/// The child: the batch, and its lines of the table.
func measure(_ load: Load, _ path: String) throws {
    let clock = Clock()
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    configuration.prepareDatabase { db in
        db.trace(options: .profile) { event in
            if case .profile(let statement, _) = event { clock.note(statement.sql) }
        }
    }
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try Migrator(queue, migrations: [Change()]).runAndWait { event in
        if case .chunk(_, let progress) = event { clock.note(progress) }
    }
    for (bytes, chunks) in zip(Stretches.bytesPerRow, clock.chunks) where !chunks.isEmpty {
        let times = chunks.map { $0.seconds * 1_000 }.sorted()
        let rows = median(chunks.map { Double($0.rows) })
        let last = times.count - 1
        let shown = [median(times), times[last * 95 / 100], times[last]].map { time in
            String(format: "%.1f", time)
        }
        print(
            "| \(load.title) | \(bytes) | \(chunks.count) | \(Int(rows)) | "
                + "\(shown.joined(separator: " | ")) |")
    }
}

/// What else goes on.
enum Load: String, CaseIterable {
    case none, busy, writer

    var title: String {
        switch self {
        case .none: "alone"
        case .busy: "two busy processes"
        case .writer: "another writer"
        }
    }

    var helperCount: Int {
        switch self {
        case .none: 0
        case .busy: 2
        case .writer: 1
        }
    }

    /// Until it is killed.
    func disturb(_ path: String) throws -> Never {
        let queue = self == .writer ? try DatabaseQueue(path: path, configuration: patient) : nil
        while true {
            guard let queue else { continue }
            try queue.write { try $0.execute(sql: "UPDATE other SET n = n + 1") }
            Thread.sleep(forTimeInterval: 0.01)
        }
    }

    private var patient: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(60)
        return configuration
    }
}

func compare() throws {
    let directory = try TemporaryDirectory("chunk-times")
    defer { directory.remove() }
    let (base, path) = (directory.path + "/base.sqlite", directory.path + "/notes.sqlite")
    try Stretches.make(at: base)
    print("From BEGIN to COMMIT, in milliseconds; 100 are aimed at, beside another writer 20\n")
    print(MarkdownTable("load", "bytes a row", "chunks", "rows, half", "half", "95 %", "all"))
    for load in Load.allCases {
        try DatabaseCopy.make(of: base, at: path)
        let helpers = try (0..<load.helperCount).map { _ in
            try ChildProcess.start(
                [ChildProcess.ownExecutable, "--disturb", load.rawValue, path])
        }
        defer { for helper in helpers { kill(helper.processIdentifier, SIGKILL) } }
        let child = try ChildProcess.run(
            [ChildProcess.ownExecutable, "--child", load.rawValue, path])
        print(child.output, terminator: "")
        fflush(nil)
    }
}

let arguments = Array(CommandLine.arguments.dropFirst())
if arguments.count == 3, let load = Load(rawValue: arguments[1]) {
    switch arguments[0] {
    case "--disturb": try load.disturb(arguments[2])
    default: try measure(load, arguments[2])
    }
} else {
    try compare()
}
