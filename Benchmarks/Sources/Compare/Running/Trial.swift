import BenchmarkSupport
import Foundation

/// Runs contenders, each on a fresh copy and in a process of its own, and checks what they leave.
struct Trial {
    let files: Files
    let stock: Stock
    let peers: Peers?

    /// So often a run is repeated that a pause of the machine spoiled.
    private static let mostAttempts = 5

    /// - Throws: ``WrongResult`` where the contender didn't do its job.
    func run(_ contender: Contender) throws -> Sample {
        for _ in 1...Self.mostAttempts {
            try prepare(contender)
            let sample = try measure(contender)
            try check(contender)
            guard sample.wasPaused else { return sample }
            note("\(contender.name): there was a pause, once more")
        }
        throw Paused()
    }

    /// Beside another writer.
    ///
    /// - Returns: how long the slowest of the other's small transactions took, in seconds; nil where a
    ///   pause of the machine spoiled it.
    func longestWait(beside contender: Contender) throws -> Double? {
        var wasPaused = false
        try prepare(contender)
        let told = try OtherWriter.beside(files.database) {
            wasPaused = try measure(contender).wasPaused
        }
        try check(contender)
        // A restore takes the other's writes back as well.
        if contender.job != .restore, try Contacts.otherWrites(files.database) != told.writes {
            throw WrongResult(
                contender: contender.name, difference: "writes of the other writer are lost")
        }
        return wasPaused ? nil : told.longestInSeconds
    }

    /// Of a writer that has the database to itself for that long.
    func longestWaitAlone(seconds: Double) throws -> Double {
        try files.clean()
        try DatabaseCopy.make(of: stock.path(.before), at: files.database)
        return try OtherWriter.beside(files.database) { Thread.sleep(forTimeInterval: seconds) }
            .longestInSeconds
    }

    private func prepare(_ contender: Contender) throws {
        try files.clean()
        try DatabaseCopy.make(of: stock.path(contender.job.start), at: files.database)
        if let name = contender.predecessor, let predecessor = Contender.named(name) {
            _ = try measure(predecessor)
            try check(predecessor)
        }
    }

    private func measure(_ contender: Contender) throws -> Sample {
        var sample = Sample()
        for command in try commands(contender) {
            let process = try ChildProcess.run(command, watching: files.database)
            let told = Told(process.output)
            sample.seconds +=
                contender.isTimedByProcess ? process.seconds : told?.seconds ?? process.seconds
            sample.peakMemoryInKibibytes = max(
                sample.peakMemoryInKibibytes,
                told?.peakInKibibytes ?? process.peakMemoryInKibibytes)
            sample.wasPaused = sample.wasPaused || process.wasPaused
            sample.peakWALInBytes = max(sample.peakWALInBytes, process.peakWALInBytes)
        }
        if contender.predecessor == nil, let path = try files.written() {
            sample.snapshotInBytes = FileSize.inBytes(path)
        }
        return sample
    }

    private func commands(_ contender: Contender) throws -> [[String]] {
        switch contender.work {
        case .inProcess:
            return [Tool.compare("child", contender.name, files.directory)]
        case .commands(let commands):
            return commands(files)
        case .script(let name, let arguments):
            return [try knownPeers().script(name, [files.database] + arguments)]
        case .pythonCommand(let name, let arguments):
            return [try knownPeers().command(name, arguments(files))]
        }
    }

    private func knownPeers() throws -> Peers {
        guard let peers else { throw Peers.Failure.notMade }
        return peers
    }

    private func check(_ contender: Contender) throws {
        var path = files.database
        if contender.job == .snapshot {
            guard let snapshot = try files.written() else {
                throw WrongResult(contender: contender.name, difference: "there is no snapshot")
            }
            path = files.scratch
            try DatabaseCopy.remove(path)
            _ = try ChildProcess.run(Tool.zstd("-d", snapshot, "-o", path))
        }
        let expected = stock.path(contender.end ?? contender.job.end)
        if let difference = try ContactsComparison(expected: expected).difference(path) {
            throw WrongResult(contender: contender.name, difference: difference)
        }
    }
}

/// A machine that can't be measured on.
struct Paused: Error, CustomStringConvertible {
    var description: String { "The machine pauses too often." }
}

/// A contender that left something else than it should.
struct WrongResult: Error, CustomStringConvertible {
    let contender: String
    let difference: String

    var description: String { "\(contender) is wrong: \(difference)." }
}
