import ArgumentParser
import BenchmarkSupport
import Foundation

/// A process of its own for a contender that is Swift or C: does it and tells what it took.
struct ChildCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "child", shouldDisplay: false)

    @Argument var name: String
    @Argument var directory: String

    func run() throws {
        guard case .inProcess(let work)? = Contender.named(name)?.work
        else { throw ValidationError("\(name) is not a contender with a process of its own.") }
        let time = try ContinuousClock().measure { try work(Files(directory: directory)) }
        let told = Told(
            seconds: time / .seconds(1), peakInKibibytes: PeakMemory.ownInKibibytes)
        print(String(decoding: try JSONEncoder().encode(told), as: UTF8.self))
    }
}

/// What a contender tells of its work: the last line of its standard output, in JSON.
struct Told: Codable {
    /// From opening the database until the work was done, durable and closed.
    var seconds: Double
    var peakInKibibytes: Int

    init(seconds: Double, peakInKibibytes: Int) {
        self.seconds = seconds
        self.peakInKibibytes = peakInKibibytes
    }

    /// Nil where the output doesn't end with one.
    init?(_ output: String) {
        guard let line = output.split(separator: "\n").last,
            let told = try? JSONDecoder().decode(Self.self, from: Data(line.utf8))
        else { return nil }
        self = told
    }
}
