import Testing

@testable import Stopover
@testable import StopoverCLI

@Suite struct SnapshotCreatedOutputTests {
    private let output = SnapshotCreatedOutput(snapshot: snapshot(), elapsed: .milliseconds(800))

    @Test("path, sizes, ratio, time and rate")
    func text() {
        #expect(
            output.text == """
                Wrote /srv/contacts.db.snapshots/003.sqlite.zst
                111.0 MiB of a database of 390.0 MiB (3.5 times smaller), in 800ms, 487.5 MiB/s.
                """)
    }

    @Test("JSON has every field")
    func json() {
        #expect(
            output.event.line(at: moment()) == eventHead("snapshot_created") + #""snapshot":{"#
                + snapshotFields + #"},"seconds":0.8,"bytes_per_second":511180800}"# + "\n")
    }
}
