import Testing

@testable import StopoverCLI

@Suite struct DurationArgumentTests {
    @Test(
        "a number with its unit is a time",
        arguments: [
            ("0s", Duration.zero), ("0ms", .zero), ("1ms", .milliseconds(1)),
            ("500ms", .milliseconds(500)), ("1s", .seconds(1)), ("20s", .seconds(20)),
            ("90s", .seconds(90)), ("5m", .seconds(300)), ("2h", .seconds(7200)),
            ("30d", .seconds(2_592_000)),
            ("007s", .seconds(7)), ("999999999h", .seconds(3_599_999_996_400)),
            ("999999999d", .seconds(86_399_999_913_600)),
        ])
    func single(text: String, duration: Duration) throws {
        #expect(try DurationArgument.parse(text) == duration)
    }

    @Test(
        "units add up in one piece, the largest first",
        arguments: [
            ("1h30m", 5_400_000), ("1m30s", 90_000), ("2h5s", 7_205_000),
            ("1h1m1s1ms", 3_661_001), ("1d1h1m1s1ms", 90_061_001), ("7d12h", 648_000_000),
            ("1s500ms", 1500), ("0h20m", 1_200_000),
        ])
    func compound(text: String, milliseconds: Int) throws {
        #expect(try DurationArgument.parse(text) == .milliseconds(milliseconds))
    }

    @Test(
        "what is not a time is refused",
        arguments: [
            "", "5", "s", "ms", "5 s", " 5s", "5s ", "5S", "5D", "5w", "1h1d", "1.5s", "-5s", "+5s",
            "5sec",
            "5ss",
            "5min", "30m1h", "1m1m", "1ms1s", "1h30", "h1", "１s", "9999999999s", "5m-1s", "5s,",
        ])
    func invalid(_ text: String) {
        #expect(throws: DurationArgument.Invalid()) { try DurationArgument.parse(text) }
        #expect(throws: DurationArgument.Invalid()) { try DurationArgument.parsePositive(text) }
    }

    @Test("no time at all is refused where one is needed", arguments: ["0s", "0ms", "0h0m"])
    func zero(_ text: String) {
        #expect(throws: DurationArgument.Invalid()) { try DurationArgument.parsePositive(text) }
    }

    @Test("the refusal shows how to write it")
    func message() {
        #expect(
            DurationArgument.Invalid().description
                == "write a time such as 500ms, 20s, 5m, 2h, 30d or 1h30m")
    }
}
