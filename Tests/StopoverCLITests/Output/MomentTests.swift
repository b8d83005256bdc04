import Testing

@testable import StopoverCLI

@Suite struct MomentTests {
    @Test("a timestamp is RFC 3339 in UTC, to the millisecond")
    func timestamp() {
        #expect(moment().timestamp == "2026-11-22T10:15:00.250Z")
        #expect(moment(3600).timestamp == "2026-11-22T11:15:00.250Z")
    }

    @Test("the system's uptime never goes back")
    func system() {
        let first = TimeSource.system.now()
        #expect(TimeSource.system.now().uptime >= first.uptime)
    }
}
