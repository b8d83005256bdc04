import Foundation
import Testing

@testable import FaultRun
@testable import Stopover

/// `FaultRun` as a process of its own.
enum FaultProcess {
    enum Ending: Equatable {
        /// What it printed.
        case done(String)
        /// By an error of the migrator's type, with its code and text.
        case failed(String)
        case killed
        /// It crashed, or threw something else.
        case broken(String)

        var isDone: Bool {
            if case .done = self { true } else { false }
        }
    }

    static func run(
        _ command: [String], environment: [String: String] = [:]
    ) throws -> Ending {
        let process = Process()
        let (output, complaints) = (Pipe(), Pipe())
        process.executableURL = try executable()
        process.arguments = command
        process.environment = Self.sanitizerOptions.merging(environment) { $1 }
        process.standardOutput = output
        process.standardError = complaints
        try process.run()
        let text = read(complaints)
        let answer = read(output)
        process.waitUntilExit()
        return switch (process.terminationReason, process.terminationStatus) {
        case (.exit, 0): .done(answer.trimmingCharacters(in: .newlines))
        case (.exit, FaultRun.failure): .failed(text)
        case (.uncaughtSignal, SIGKILL): .killed
        case (_, let status): .broken("\(status): \(text)")
        }
    }

    /// Where a sanitizer of this process tells what it finds, that of the child does.
    private static let sanitizerOptions = ProcessInfo.processInfo.environment.filter {
        $0.key.hasSuffix("SAN_OPTIONS")
    }

    private static func read(_ pipe: Pipe) -> String {
        String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }

    /// Runs it to its end, and tells how often it passed each failpoint.
    static func passages(_ command: [String]) throws -> [Failpoint: Int] {
        let directory = try TemporaryDirectory()
        try directory.write("", to: "passages")
        let ending = try run(
            command, environment: [Failpoint.passagesVariable: directory.path("passages")])
        try #require(ending.isDone, "\(ending)")
        let lines = try String(contentsOfFile: directory.path("passages"), encoding: .utf8)
        let points = try lines.split(separator: "\n").map {
            try #require(Failpoint(rawValue: String($0)))
        }
        return Dictionary(grouping: points) { $0 }.mapValues(\.count)
    }

    /// Beside the test bundle stand all products.
    static func executable() throws -> URL {
        let bundle = try #require(Bundle.main.executableURL)
        return bundle.deletingLastPathComponent().appendingPathComponent("FaultRun")
    }
}
