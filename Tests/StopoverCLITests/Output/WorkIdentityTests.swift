import Testing

@testable import Stopover
@testable import StopoverCLI

@Suite struct WorkIdentityTests {
    @Test("a step is its number and its migration")
    func steps() {
        let identity = WorkIdentity(step(2))
        #expect(identity == WorkIdentity(step(2, of: 9, "other")))
        #expect(identity != WorkIdentity(step(3)))
        #expect(identity != WorkIdentity(step(2, version: "004")))
    }

    @Test("the work on a snapshot is what is done with which")
    func snapshots() {
        let identity = WorkIdentity(snapshotProgress())
        #expect(identity == WorkIdentity(snapshotProgress(done: 1, of: 2, rate: nil)))
        #expect(identity != WorkIdentity(snapshotProgress(.verifying)))
        #expect(identity != WorkIdentity(snapshotProgress(name: "x")))
    }
}
