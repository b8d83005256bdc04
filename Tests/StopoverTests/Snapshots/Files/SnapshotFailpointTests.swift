import Foundation
import Testing

@testable import Stopover

/// Each call that writes is failed, at its first and at every later passage.
struct SnapshotFailpointTests {
    fileprivate struct Point: CustomStringConvertible {
        let call: Directory.Call.Kind
        let code: Int32

        var description: String { "\(call) \(String(cString: strerror(code)))" }
    }

    fileprivate static let points = Directory.Call.Kind.allCases.filter {
        $0 != .truncate && $0 != .remove
    }.flatMap {
        call in
        [ENOSPC, EDQUOT, EIO].map { Point(call: call, code: $0) }
    }

    private func text(_ code: Int32, _ directory: String) -> String {
        code == EIO
            ? """
            The snapshot could not be written: /failed: Input/output error
              Snapshots go to \(directory), unless --snapshot-dir says otherwise.
            """
            : """
            The snapshot could not be written to \(directory): the disk is full
              Make room, or keep snapshots on another volume with --snapshot-dir; nothing is \
            left of the snapshot.
            """
    }

    @Test(arguments: points)
    fileprivate func aCallThatFailsLeavesNothing(_ point: Point) throws {
        let database = try TestDatabase.ofRows(3_500)
        try database.close()
        let before = try database.data()
        var passages = 0
        while true {
            let left = Shared(passages)
            let result = Result {
                try database.takeSnapshot { call in
                    guard call.kind == point.call else { return }
                    left.update { $0 -= 1 }
                    if left.value < 0 {
                        throw FileSystem.Failure(path: "/failed", code: point.code)
                    }
                }
            }
            guard case .failure(let error) = result else { break }
            #expect("\(error)" == text(point.code, database.snapshots.directory))
            #expect(
                (error as? MigrationError)?.code
                    == (point.code == EIO ? .snapshotDirectoryUnusable : .diskFull))
            #expect(try database.snapshotNames() == [])
            #expect(try database.data() == before)
            #expect(
                try names(in: database.directory.path) == ["test.sqlite", "test.sqlite.snapshots"])
            passages += 1
        }
        // Four frames, head, and the end; all else once.
        #expect(passages == (point.call == .write ? 6 : 1))
        #expect(try database.snapshots.list().snapshots.count == 1)
    }

    @Test func anErrorOfAnotherKindIsToldByItsType() throws {
        struct Odd: Error {}
        let database = try TestDatabase.ofRows(3)
        let error = try migrationError { try database.takeSnapshot { _ in throw Odd() } }
        #expect(error.code == .snapshotFailed)
        #expect(
            error.description == """
                The snapshot could not be written: Odd was thrown
                  Nothing is left of the snapshot.
                """)
    }
}
