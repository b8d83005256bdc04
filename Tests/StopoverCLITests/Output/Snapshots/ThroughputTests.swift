import Testing

@testable import StopoverCLI

@Suite struct ThroughputTests {
    @Test("time and rate")
    func measured() {
        let throughput = Throughput(bytes: 390 << 20, elapsed: .milliseconds(800))
        #expect(throughput.text == "in 800ms, 487.5 MiB/s")
        #expect(
            JSON.object(throughput.fields).text
                == #"{"seconds":0.8,"bytes_per_second":511180800}"#)
    }

    @Test("no rate where no time was measured")
    func unmeasured() {
        let throughput = Throughput(bytes: 7, elapsed: .zero)
        #expect(throughput.text == "in 0ms")
        #expect(
            JSON.object(throughput.fields).text == #"{"seconds":0.0,"bytes_per_second":null}"#)
    }
}
