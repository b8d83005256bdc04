import Foundation
import Testing

@testable import Stopover

/// Each call that writes a row snapshot is failed, at each of its passages; afterwards the work is tried
/// again, by the same writer or after a crash, and ends as if nothing had been.
struct RowSnapshotFailpointTests {
    fileprivate struct Point: CustomStringConvertible {
        let call: Directory.Call.Kind
        let code: Int32
        let isCrash: Bool

        var description: String {
            "\(call) \(String(cString: strerror(code)))\(isCrash ? ", then killed" : "")"
        }
    }

    fileprivate static let points = Directory.Call.Kind.allCases.flatMap { call in
        [ENOSPC, EIO].flatMap { code in
            [true, false].map { Point(call: call, code: code, isCrash: $0) }
        }
    }

    @Test(arguments: points)
    fileprivate func whatFailedIsTriedAgainAndEndsTheSame(_ point: Point) throws {
        for passage in 0..<20 {
            let left = Shared(passage)
            let sample = try RowSample { call in
                guard call.kind == point.call else { return }
                left.update { $0 -= 1 }
                if left.value == -1 {
                    throw FileSystem.Failure(path: "/failed", code: point.code)
                }
            }
            let failures = try work(sample, isCrash: point.isCrash, code: point.code)
            #expect(failures == (left.value < 0 ? 1 : 0))
            #expect(try sample.chunks() == [0, 1, 3, 4])
            #expect(try sample.names() == [RowSample.name])
            if failures == 0 { return }
        }
        Issue.record("There was no end of passages.")
    }

    /// Two chunks, one that is rolled back, and two more.
    ///
    /// - Returns: how many calls failed.
    private func work(_ sample: RowSample, isCrash: Bool, code: Int32) throws -> Int {
        var failures = 0
        func again<Result>(_ body: () throws -> Result) throws -> Result {
            do {
                return try body()
            } catch let error as MigrationError {
                failures += 1
                #expect(error.code == (code == ENOSPC ? .diskFull : error.code))
                #expect(error.code != .snapshotDamaged)
                return try body()
            }
        }
        var writer = try again { try sample.create() }
        var mark = writer.mark
        for number in [0, 1, 2, 3, 4] {
            let next = try again {
                if isCrash { writer = try sample.resume(at: mark) }
                return try writer.append(RowSample.chunk(number), after: mark)
            }
            // The second is not committed.
            if number != 2 { mark = next }
        }
        try again {
            if isCrash { writer = try sample.resume(at: mark) }
            try writer.seal()
        }
        return failures
    }

    @Test func aFullDiskIsToldWithWhatToDo() throws {
        let isFull = Shared(false)
        let sample = try RowSample { call in
            if isFull.value, call.kind == .write {
                throw FileSystem.Failure(path: "/failed", code: ENOSPC)
            }
        }
        let writer = try sample.create()
        isFull.update { $0 = true }
        let error = try migrationError {
            _ = try writer.append(RowSample.chunk(0), after: writer.mark)
        }
        #expect(
            error.description == """
                The row snapshot \(sample.path) could not be written: the disk is full
                  Run again when there is room: it goes on from the last checkpoint.
                """)
        #expect(error.outcome == .failed)
    }

    @Test func aFailureOfAnotherKindIsTold() throws {
        let fails = Shared(false)
        let sample = try RowSample { call in
            if fails.value, call.kind == .synchronize {
                throw FileSystem.Failure(path: "/failed", code: EIO)
            }
        }
        let writer = try sample.create()
        fails.update { $0 = true }
        let error = try migrationError { try writer.seal() }
        #expect(
            error.description == """
                The row snapshot \(sample.path) could not be written: /failed: Input/output error
                  Run again: it goes on from the last checkpoint.
                """)
        // What was written is no end yet.
        fails.update { $0 = false }
        try writer.seal()
        #expect(sample.damage() == nil)
    }
}
