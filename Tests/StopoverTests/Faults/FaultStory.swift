import Foundation
import Testing

@testable import Stopover

/// What is done to one database, command by command, each by a process of its own.
struct FaultStory {
    struct Chapter {
        let command: [String]
        /// What lies on the disk before it.
        let files: [String: [UInt8]]
        /// What it comes to.
        let state: [String]
    }

    private let sample: FaultSample
    private(set) var chapters: [Chapter] = []

    init(_ journal: String) throws {
        sample = try FaultSample(.init(journal: journal, synchronous: "FULL"))
        let original = try sample.files()
        try add("run")
        try add("rollback")
        // Going on behind a chunk of the row snapshot that no checkpoint knows, with an index missing.
        try sample.replaceFiles(original)
        let killed = try execute(["run", sample.path], killedAt: .afterWrite, 2)
        try #require(killed == .killed)
        try add("run")
        try #require(chapters[2].state == chapters[0].state)
        let snapshot = try #require(
            try Snapshots(ofDatabase: sample.path).list().snapshots.first {
                if case .database = $0.kind { true } else { false }
            })
        try add("restore", snapshot.name)
    }

    private mutating func add(_ command: String, _ arguments: String...) throws {
        let files = try sample.files()
        let command = [command, sample.path] + arguments
        let ending = try FaultProcess.run(command)
        try #require(ending.isDone, "\(ending)")
        chapters.append(
            Chapter(command: command, files: files, state: try sample.state()))
    }

    private func execute(
        _ command: [String], killedAt point: Failpoint, _ passage: Int
    ) throws -> FaultProcess.Ending {
        try FaultProcess.run(
            command, environment: [Failpoint.variable: "\(point.rawValue) \(passage)"])
    }

    /// How often each failpoint is passed where nothing is in the way.
    func passages(_ chapter: Chapter) throws -> [Failpoint: Int] {
        try sample.replaceFiles(chapter.files)
        return try FaultProcess.passages(chapter.command)
    }

    /// Kills a chapter's process, and the next one as soon as it comes to the same point; has a third go on,
    /// and compares.
    ///
    /// - Returns: how many were killed.
    func kill(_ chapter: Chapter, at point: Failpoint, _ passage: Int) throws -> Int {
        let place = Comment(
            rawValue: "\(sample.mode.testDescription): \(chapter.command[0]), killed at \(point), "
                + "passage \(passage)")
        // What another thread reads ahead is not always read again: the last passage may be an earlier one.
        let isKilled = try stride(from: passage, to: 0, by: -1).contains { passage in
            try sample.replaceFiles(chapter.files)
            return try execute(chapter.command, killedAt: point, passage) == .killed
        }
        #expect(isKilled, place)
        let second = try execute(chapter.command, killedAt: point, 1)
        let isKilledAgain = second == .killed
        let last = isKilledAgain ? try FaultProcess.run(chapter.command) : second
        #expect(last.isDone, "\(place): \(last)")
        let difference = try sample.state().difference(from: chapter.state)
        #expect(difference.isEmpty, "\(place): \(difference)")
        return (isKilled ? 1 : 0) + (isKilledAgain ? 1 : 0)
    }
}
