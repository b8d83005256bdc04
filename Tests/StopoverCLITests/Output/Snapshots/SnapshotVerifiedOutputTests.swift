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
}
