import Foundation
import GRDB
import Testing

@testable import Stopover

/// A call to the system fails, once or from then on: the run says so by an error of its own, and the next one,
/// without the fault, goes on to the same end.
@Suite("I/O errors")
struct IOErrorTests {
    /// So many calls are failed for each fault, in each mode.
    private static let usualCount = 12

    fileprivate struct Example: CustomTestStringConvertible {
        let journal: String
        let fault: Fault

        var testDescription: String { "\(journal), \(fault)" }
    }

    fileprivate static let examples = ["wal", "delete"].flatMap { journal in
        Fault.allCases.map { Example(journal: journal, fault: $0) }
    }

    @Test("at every call of a run and its rollback", arguments: examples)
    fileprivate func calls(_ example: Example) throws {
        let sample = try FaultSample(.init(journal: example.journal, synchronous: "FULL"))
        let before = try sample.files()
        let counter = FaultInjector(example.fault, at: nil)
        let endings = try WatchedFileSystem.watching(sample.root, counter) {
            try sample.with(failpoint: counter.fail) { migrator, queue in
                counter.begin()
                return try Endings(migrator, queue)
            }
        }
        let numbers = FaultDraw.some(of: Array(0..<counter.calls), usually: Self.usualCount)
        var (hits, errors) = (0, [MigrationError.Code: Int]())
        for number in numbers {
            for isLasting in [false, true] {
                try sample.replaceFiles(before)
                let attempt = try Attempt(sample, example.fault, at: number, isLasting: isLasting)
                hits += attempt.isHit ? 1 : 0
                for error in attempt.errors { errors[error.code, default: 0] += 1 }
                let place = Comment(
                    rawValue: "\(example.testDescription) at call \(number)"
                        + "\(isLasting ? " and after" : ""): \(attempt.errors)")
                do {
                    try sample.with(synchronous: "OFF") { migrator, queue in
                        try endings.reach(migrator, queue, place)
                    }
                } catch {
                    Issue.record(error, place)
                }
            }
        }
        let told = errors.sorted { $0.key.rawValue < $1.key.rawValue }
            .map { "\($0.value) \($0.key.rawValue)" }.joined(separator: ", ")
        print(
            "\(example.testDescription), seed \(FaultDraw.seed): \(numbers.count) of \(counter.calls) calls, each once and for "
                + "good, \(hits) faults; errors: \(told)")
        #expect(hits > 0)
    }
}

/// A run and its rollback with a fault in their way.
private struct Attempt {
    private(set) var errors: [MigrationError] = []
    let isHit: Bool

    init(_ sample: FaultSample, _ fault: Fault, at number: Int, isLasting: Bool) throws {
        let stop = StopSignal()
        // A lock that is never to be had is waited for until somebody has enough of it.
        let injector = FaultInjector(fault, at: number, isLasting: isLasting) {
            if fault == .busy, isLasting { stop.request() }
        }
        var thrown: [any Error] = []
        try WatchedFileSystem.watching(sample.root, injector) {
            try sample.with(failpoint: injector.fail) { migrator, _ in
                injector.begin()
                defer { injector.end() }
                do { try migrator.runAndWait(stop: stop) } catch { thrown.append(error) }
                do { try migrator.rollback(.to(1), stop: stop) } catch { thrown.append(error) }
            }
        }
        isHit = injector.hits > 0
        for error in thrown {
            if let error = error as? MigrationError {
                errors.append(error)
                #expect(fault.codes?.contains(error.code) ?? true, "\(error)")
            } else {
                Issue.record(error, "\(fault) at call \(number): the error has no type of ours")
            }
        }
    }
}

extension Fault {
    /// What a run says of it; nil where that depends on the call.
    fileprivate var codes: Set<MigrationError.Code>? {
        switch self {
        case .full: [.diskFull]
        case .busy: [.busy, .stopped]
        case .failing, .shortRead, .outOfMemory: nil
        }
    }
}
