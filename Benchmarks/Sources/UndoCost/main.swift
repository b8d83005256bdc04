// What does it cost to keep what a batch changes, and how long does a rollback take? Each way in a
// process of its own, interleaved, on a copy of the same contacts; medians and ratios of each round to
// that round's bare UPDATE. Phones are compared with the bare UPDATE's, and with the first after a rollback.
//
//     swift run -c release --package-path Benchmarks undo-cost [rows | database] [rounds]

import BenchmarkSupport
import Foundation
import GRDB
import Stopover

struct Measurement {
    var seconds: [Double] = []
    /// Of each round: how many times as fast as that round's bare UPDATE.
    var rates: [Double] = []
    var peakInKibibytes = 0

    mutating func add(_ told: Told, _ yardstick: Double) {
        seconds.append(told.seconds)
        rates.append(yardstick / told.seconds)
        peakInKibibytes = max(peakInKibibytes, told.peakInKibibytes)
    }
}

/// What the child tells of its work.
struct Told: Codable {
    var seconds: Double
    var peakInKibibytes: Int
}

func child(_ way: Way, _ path: String) throws {
    let time = try way.run(path)
    let told = Told(seconds: time / .seconds(1), peakInKibibytes: PeakMemory.ownInKibibytes)
    print(String(decoding: try JSONEncoder().encode(told), as: UTF8.self))
}

func measured(_ way: Way, _ path: String) throws -> Told {
    // What earlier ways wrote is not this one's to wait for.
    sync()
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
    process.arguments = ["--child", way.rawValue, path]
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { exit(1) }
    return try JSONDecoder().decode(Told.self, from: output)
}

/// The phones, as a number that differs where they do.
func phones(_ path: String) throws -> [String] {
    let queue = try DatabaseQueue(path: path)
    defer { try? queue.close() }
    return try queue.read { db in
        try String.fetchAll(
            db,
            sql: """
                SELECT sum(length(phone)) || ' ' || sum(unicode(substr(phone, id % 12, 1)) * (id % 9973))
                FROM contacts
                """)
    }
}

/// Phones as people write them: the benchmark's other contacts have them in order.
func scatterPhones(_ path: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.write { db in
        try db.execute(
            sql: """
                UPDATE contacts SET phone = '+49 (' || (30 + id * 7919 % 60) || ') '
                    || (100 + id * 104729 % 899) || '-' || (10000 + id * 2654435761 % 89999)
                """)
    }
    try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
    try queue.close()
}

func size(_ directory: String, suffix: String) throws -> Int {
    let names = try FileManager.default.contentsOfDirectory(atPath: directory)
    let name = names.first { $0.hasSuffix(suffix) } ?? ""
    let attributes = try FileManager.default.attributesOfItem(atPath: directory + "/" + name)
    return attributes[.size] as? Int ?? 0
}

/// Contacts made here, so many, or those of a database that is there, such as the demo's.
func makeBase(_ source: String, at base: String) throws -> Int {
    if let rows = Int(source) {
        try Contacts.make(at: base, rows: rows)
        try scatterPhones(base)
    } else {
        let (from, to) = (try DatabaseQueue(path: source), try DatabaseQueue(path: base))
        try from.backup(to: to)
        try to.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
        try to.close()
    }
    let queue = try DatabaseQueue(path: base)
    defer { try? queue.close() }
    return try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM contacts") ?? 0 }
}

func compare(_ source: String, rounds: Int, in directory: String) throws {
    let base = directory + "/base.sqlite"
    let rows = try makeBase(source, at: base)
    print("\(rows) contacts, \(rounds) rounds\n")
    try Migrator(path: base, migrations: []).createSnapshot()
    let wholeSize = try size(base + ".snapshots", suffix: ".sqlite.zst")
    let (before, path) = (try phones(base), directory + "/contacts.sqlite")
    var (results, after, rowsSize): ([Way: Measurement], [String], Int) = ([:], [], 0)
    for _ in 1...rounds {
        var yardstick = 1.0
        for way in Way.allCases {
            if !way.isTakingBack {
                for suffix in ["", "-wal", "-shm", ".snapshots"] {
                    try? FileManager.default.removeItem(atPath: path + suffix)
                }
                try FileManager.default.copyItem(atPath: base, toPath: path)
            }
            let told = try measured(way, path)
            if way == .bare { (yardstick, after) = (told.seconds, try phones(path)) }
            guard try phones(path) == (way.isTakingBack ? before : after) else {
                print("\(way.rawValue): the phones are others")
                exit(1)
            }
            if way == .keptTransform {
                rowsSize = try size(path + ".snapshots", suffix: ".rows.zst")
            }
            results[way, default: .init()].add(told, yardstick)
        }
    }
    show(results)
    let percent = Double(rowsSize) * 100 / Double(max(1, wholeSize))
    print(
        "\nrow snapshot: \(String(format: "%.1f", Double(rowsSize) / Double(rows))) bytes a row, "
            + "\(String(format: "%.1f", percent)) % of a database snapshot")
}

func show(_ results: [Way: Measurement]) {
    print("| way | median | spread | speed, bare UPDATE = 1 | peak memory |\n|---|---|---|---|---|")
    for way in Way.allCases {
        guard let result = results[way] else { continue }
        let (seconds, rates) = (result.seconds.sorted(), result.rates.sorted())
        let cells = [
            way.rawValue, String(format: "%.2f s", median(seconds)),
            String(format: "%.2f–%.2f s", seconds.first ?? 0, seconds.last ?? 0),
            way == .bare
                ? "1"
                : String(
                    format: "%.2f (%.2f–%.2f)", median(rates), rates.first ?? 0, rates.last ?? 0),
            "\(result.peakInKibibytes / 1024) MiB",
        ]
        print("| \(cells.joined(separator: " | ")) |")
    }
}

let arguments = Array(CommandLine.arguments.dropFirst())
if arguments.first == "--child", arguments.count == 3, let way = Way(rawValue: arguments[1]) {
    try child(way, arguments[2])
} else {
    let rounds = arguments.dropFirst().first.flatMap { Int($0) } ?? 7
    let directory = FileManager.default.temporaryDirectory
        .appendingPathComponent("undo-cost-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try compare(arguments.first ?? "1000000", rounds: rounds, in: directory)
}
