// What does a snapshot cost? Writes and restores the contacts database by each contender, each in a
// process of its own, interleaved, and prints medians and the ratio to the yardstick: bare zstd for
// writing, `zstd -d` and `.restore` for restoring. Every restored database is compared with the first.
//
//     swift run -c release --package-path Benchmarks snapshot-cost [rows | database] [rounds]

import BenchmarkSupport
import Foundation
import Stopover

struct Measurement {
    var seconds: [Double] = []
    /// Of each round, over that round's yardstick.
    var ratios: [Double] = []
    var peakInKibibytes = 0
}

/// Runs a command to its end.
///
/// - Returns: how long it took, and its standard output.
func run(_ command: [String]) throws -> (seconds: Double, output: String) {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: command[0])
    process.arguments = Array(command.dropFirst())
    process.standardOutput = pipe
    let start = ContinuousClock.now
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    guard process.terminationStatus == 0 else {
        print("\(command) ended with \(process.terminationStatus)")
        exit(1)
    }
    return (seconds, String(decoding: output, as: UTF8.self))
}

/// What the sqlite3 shell makes of the content: the same for the same tables, whatever the pages.
func contentHash(_ database: String) throws -> String {
    try run(["/bin/sh", "-c", "sqlite3 '\(database)' .dump | sha256sum"]).output
}

func compare(_ files: Files, rounds: Int) throws {
    try Migrator(path: files.database, migrations: []).createSnapshot()
    let first = try FileManager.default.contentsOfDirectory(atPath: files.database + ".snapshots")
    try FileManager.default.moveItem(
        atPath: files.database + ".snapshots/" + first[0], toPath: files.snapshot)
    let expected = try contentHash(files.database)
    var results: [Contender: Measurement] = [:]
    for round in 1...rounds {
        for contenders in [Contender.writers, Contender.restorers] {
            var yardstick = 1.0
            for contender in contenders {
                try files.clean()
                // What earlier contenders wrote is not this one's to wait for.
                sync()
                let result = try run(contender.command(files))
                if contender == contender.yardstick { yardstick = result.seconds }
                results[contender, default: .init()].seconds.append(result.seconds)
                results[contender, default: .init()].ratios.append(result.seconds / yardstick)
                let peak = Int(result.output.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
                results[contender, default: .init()].peakInKibibytes = max(
                    peak, results[contender]?.peakInKibibytes ?? 0)
                // Once each: it takes longer than what is measured.
                if round == 1, contenders == Contender.restorers,
                    try contentHash(files.database) != expected
                {
                    print("\(contender.rawValue): the database is another")
                    exit(1)
                }
            }
        }
    }
    print("| way | median | spread | ratio to the yardstick | peak memory |\n|---|---|---|---|---|")
    for contender in Contender.writers + Contender.restorers {
        guard let result = results[contender] else { continue }
        let seconds = result.seconds.sorted()
        let memory = result.peakInKibibytes
        let cells = [
            contender.rawValue, String(format: "%.2f s", median(seconds)),
            String(format: "%.2f–%.2f s", seconds.first ?? 0, seconds.last ?? 0),
            contender == contender.yardstick
                ? "1" : String(format: "%.2f", median(result.ratios)),
            memory > 0 ? "\(memory / 1024) MiB" : "",
        ]
        print("| \(cells.joined(separator: " | ")) |")
    }
}

let arguments = Array(CommandLine.arguments.dropFirst())
if arguments.first == "--child", arguments.count == 4,
    let contender = Contender(rawValue: arguments[1])
{
    try contender.run(arguments[2], snapshot: arguments[3])
} else {
    let directory = FileManager.default.temporaryDirectory
        .appendingPathComponent("snapshot-cost-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let files = Files(directory: directory)
    let source = arguments.first ?? "1000000"
    if let rows = Int(source) {
        try Contacts.make(at: files.database, rows: rows)
    } else {
        _ = try run(["/bin/sh", "-c", "sqlite3 '\(source)' \".backup '\(files.database)'\""])
    }
    let size = try FileManager.default.attributesOfItem(atPath: files.database)[.size] as? Int ?? 0
    let rounds = arguments.dropFirst().first.flatMap { Int($0) } ?? 7
    print("\(size / 1_000_000) MB, \(rounds) rounds\n")
    try compare(files, rounds: rounds)
}
