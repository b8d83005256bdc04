// Is the cost flat? Runs each kind of batch over the contacts, in a process of its own, and prints
// what the last tenth of the rows costs against an early one, and the peak of memory.
//
//     swift run -c release --package-path Benchmarks flat-cost [rows]

import BenchmarkSupport
import Foundation
import GRDB
import Stopover
import Synchronization

/// Times of the tenths of a batch, from its progress.
final class Tenths: Sendable {
    private let marks = Mutex<[(fraction: Double, time: ContinuousClock.Instant)]>([])

    func note(_ progress: BatchProgress) {
        marks.withLock { $0.append((progress.fraction, .now)) }
    }

    /// Seconds from one fraction of the rows to another, between the chunks next to them.
    func seconds(from start: Double, to end: Double) -> Double {
        marks.withLock { marks in
            func time(_ fraction: Double) -> Double? {
                guard let after = marks.firstIndex(where: { $0.fraction >= fraction }), after > 0
                else { return nil }
                let (a, b) = (marks[after - 1], marks[after])
                let part = (fraction - a.fraction) / (b.fraction - a.fraction)
                return ((a.time - marks[0].time) + (b.time - a.time) * part) / .seconds(1)
            }
            return (time(end) ?? 0) - (time(start) ?? 0)
        }
    }
}

/// The child: one batch, its line of the table on stdout.
func measure(_ kind: Kind, _ path: String) throws {
    let tenths = Tenths()
    let migrator = try Migrator(path: path, migrations: [kind.migration])
    let report = try migrator.runAndWait { event in
        if case .chunk(_, let progress) = event { tenths.note(progress) }
    }
    // From 5 % on: the first chunks are short while their size is being found.
    let (first, last) = (tenths.seconds(from: 0.05, to: 0.15), tenths.seconds(from: 0.9, to: 1))
    let rate = Double(report.rows) / (report.active / .seconds(1))
    print(
        "| \(kind.rawValue) | \(Int(rate / 1000)) k | \(String(format: "%.2f", last / first)) "
            + "| \(PeakMemory.ownInKibibytes / 1024) MiB |")
}

/// The parent: a fresh copy of the database and a process for each kind.
func compare(rows: Int) throws {
    let directory = try TemporaryDirectory("flat-cost")
    defer { directory.remove() }
    let (base, path) = (directory.path + "/base.sqlite", directory.path + "/contacts.sqlite")
    try Contacts.make(at: base, rows: rows)
    print("\(rows) rows; last tenth against an early one (1.00 is flat)\n")
    print(MarkdownTable("batch", "rows/s", "last : first", "peak memory"))
    for kind in Kind.allCases {
        try DatabaseCopy.make(of: base, at: path)
        let child = try ChildProcess.run(
            [ChildProcess.ownExecutable, "--child", kind.rawValue, path])
        print(child.output, terminator: "")
        // What was printed so far comes before what an error says.
        fflush(nil)
    }
}

let arguments = Array(CommandLine.arguments.dropFirst())
if arguments.first == "--child", arguments.count == 3, let kind = Kind(rawValue: arguments[1]) {
    try measure(kind, arguments[2])
} else {
    try compare(rows: arguments.first.flatMap { Int($0) } ?? 1_000_000)
}
