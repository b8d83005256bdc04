import Testing

@testable import Stopover

@Suite("What asks a run to stop")
struct StopConditionsTests {
    private func reason(
        requested: Bool = false, deadline: ContinuousClock.Instant? = nil, minimum: Int? = nil,
        volume: String? = "/"
    ) -> StopReason? {
        let signal = StopSignal()
        if requested { signal.request() }
        return StopConditions(
            signal: signal, deadline: deadline, minimumFreeBytes: minimum, volume: volume
        ).reason
    }

    @Test("nothing, unless asked for")
    func none() {
        #expect(reason() == nil)
        #expect(reason(deadline: .now + .seconds(600), minimum: 1) == nil)
    }

    @Test("a request, a deadline that is over, a volume with too little room")
    func each() {
        #expect(reason(requested: true) == .interrupted)
        #expect(reason(deadline: .now) == .timeBudget)
        #expect(reason(minimum: .max) == .diskLow)
    }

    @Test("a request comes before the others")
    func order() {
        #expect(reason(requested: true, deadline: .now, minimum: .max) == .interrupted)
        #expect(reason(deadline: .now, minimum: .max) == .timeBudget)
    }

    @Test("in memory and where the volume can't be asked, room is no condition")
    func withoutVolume() {
        #expect(reason(minimum: .max, volume: nil) == nil)
        #expect(reason(minimum: .max, volume: "/no/such/volume") == nil)
    }
}
