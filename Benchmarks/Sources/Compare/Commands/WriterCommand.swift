import ArgumentParser
import BenchmarkSupport
import Foundation
import GRDB
import Synchronization

/// The other writer: one small transaction every 10 ms, until its standard input ends. Then it tells
/// how many there were, and how long the slowest took.
struct WriterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "write", shouldDisplay: false)

    private static let pause = 0.01
    /// The first line, once the first transaction is done.
    static let ready = "ready"

    @Argument var database: String

    func run() throws {
        let queue = try DatabaseQueue(path: database, configuration: Self.connection)
        var told = ToldByWriter(writes: 0, longestInSeconds: 0)
        let input = EndOfInput()
        while !input.isReached {
            let start = ContinuousClock.now
            try queue.write { db in
                try db.execute(
                    sql: "UPDATE \(Contacts.sideTable) SET count = count + 1 WHERE id = 1")
            }
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            told.writes += 1
            told.longestInSeconds = max(told.longestInSeconds, seconds)
            if told.writes == 1 { try Self.say(Self.ready) }
            Thread.sleep(forTimeInterval: Self.pause)
        }
        try Self.say(String(decoding: try JSONEncoder().encode(told), as: UTF8.self))
    }

    /// As an app would, except that it leaves checkpoints to others: only waiting is to be measured.
    private static var connection: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(600)
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0")
        }
        return configuration
    }

    private static func say(_ line: String) throws {
        try FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8))
    }
}

/// What the other writer tells at its end.
struct ToldByWriter: Codable {
    var writes: Int
    var longestInSeconds: Double
}

/// Whether standard input has ended.
private final class EndOfInput: Sendable {
    private let reached = Atomic(false)

    init() {
        Thread.detachNewThread { [self] in
            _ = try? FileHandle.standardInput.readToEnd()
            reached.store(true, ordering: .releasing)
        }
    }

    var isReached: Bool { reached.load(ordering: .acquiring) }
}
