// What does a run cost before it does anything? For tables of growing size, each time in a new process: a run with
// nothing to do, and one that goes on after SIGKILL, up to the first chunk that it commits.
//
//     swift run -c release --package-path Benchmarks start-cost [rows ...]

import BenchmarkSupport
import Foundation
import GRDB
import Stopover

/// The batch that is killed, and gone on with.
struct Change: Migration {
    let version: MigrationVersion = 1

    var up: Steps { Dialled.transform }
}

/// A child's part.
enum Part: String {
    /// Killed half way.
    case begin
    /// Ends itself behind its first chunk, and prints how long that took.
    case goOn
    /// To the end.
    case finish
    /// Prints how long it took to find nothing to do.
    case nothing

    var prints: Bool {
        switch self {
        case .begin, .finish: false
        case .goOn, .nothing: true
        }
    }

    func run(_ path: String) throws {
        let start = ContinuousClock.now
        let migrator = try Migrator(path: path, migrations: [Change()])
        try migrator.runAndWait { event in
            guard case .chunk(_, let progress) = event else { return }
            switch self {
            case .begin where progress.fraction > 0.5: kill(getpid(), SIGKILL)
            case .goOn: end(start)
            default: break
            }
        }
        if self == .nothing { end(start) }
    }

    private func end(_ start: ContinuousClock.Instant) -> Never {
        print((ContinuousClock.now - start) / .milliseconds(1))
        fflush(nil)
        // As after a crash: nothing is tidied up.
        kill(getpid(), SIGKILL)
        exit(1)
    }
}

/// So often each is measured.
let rounds = 5

/// In a process of its own, which may be killed.
///
/// - Returns: what it printed, in milliseconds; nil where its part prints nothing.
@discardableResult
func child(_ part: Part, _ path: String) throws -> Double? {
    let pipe = Pipe()
    let command = [ChildProcess.ownExecutable, "--child", part.rawValue, path]
    let process = try ChildProcess.start(command, output: pipe)
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    ChildProcess.wait(for: process)
    let milliseconds = Double(text.trimmingCharacters(in: .newlines))
    // All but one kill themselves.
    guard process.terminationStatus == (part == .finish ? 0 : SIGKILL),
        (milliseconds != nil) == part.prints
    else { throw ChildProcess.Failure(command: command, status: process.terminationStatus) }
    return milliseconds
}

func measure(rows: Int) throws {
    let directory = try TemporaryDirectory("start-cost")
    defer { directory.remove() }
    let path = directory.path + "/contacts.sqlite"
    try Contacts.make(at: path, rows: rows)
    try child(.begin, path)
    let resumed = try (0..<rounds).compactMap { _ in try child(.goOn, path) }
    try child(.finish, path)
    let nothing = try (0..<rounds).compactMap { _ in try child(.nothing, path) }
    print("| \(rows) | \(text(nothing)) | \(text(resumed)) |")
    fflush(nil)
}

func text(_ milliseconds: [Double]) -> String {
    let range = milliseconds.range
    return String(
        format: "%.1f ms (%.1f–%.1f)", median(milliseconds), range.lowerBound, range.upperBound)
}

let arguments = Array(CommandLine.arguments.dropFirst())
if arguments.first == "--child", arguments.count == 3, let part = Part(rawValue: arguments[1]) {
    try part.run(arguments[2])
} else {
    let sizes = arguments.compactMap { Int($0) }
    print(MarkdownTable("rows", "nothing to do", "first chunk after a kill"))
    for rows in sizes.isEmpty ? [10_000, 1_000_000, 10_000_000] : sizes { try measure(rows: rows) }
}
