import Testing

@testable import Stopover
@testable import StopoverCLI

@Suite struct SnapshotVerifiedOutputTests {
    private let output = SnapshotVerifiedOutput(snapshot: snapshot(), elapsed: .milliseconds(800))

    @Test("name, size, time and rate")
    func text() {
        #expect(output.text == "003.sqlite.zst: whole, 390.0 MiB in 800ms, 487.5 MiB/s")
    }

    @Test("JSON has every field")
    func json() {
        #expect(
            output.event.line(at: moment()) == eventHead("snapshot_verified") + #""snapshot":{"#
                + snapshotFields + #"},"seconds":0.8,"bytes_per_second":511180800}"# + "\n")
    }

    @Test("one of rows says how many it has, and whether it is finished")
    func rows() {
        #expect(
            SnapshotVerifiedOutput(snapshot: rowSnapshot(), elapsed: .milliseconds(500)).text
                == "003.rows.zst: whole, 1,000,000 rows in 100 chunks, 4.5 MiB in 500ms, 9.0 MiB/s"
        )
        #expect(
            SnapshotVerifiedOutput(
                snapshot: rowSnapshot(isFinished: false, rows: 1, chunks: 1),
                elapsed: .milliseconds(500)
            ).text
                == "003.rows.zst: without an end: its migration is not done, or it was cut off; whole "
                + "so far, 1 row in 1 chunk, 4.5 MiB in 500ms, 9.0 MiB/s")
    }
}
