import Foundation
import Testing

@testable import StopoverCLI

@Suite struct ReadableTests {
    @Test(
        "thousands are grouped",
        arguments: [
            (0, "0"), (7, "7"), (999, "999"), (1000, "1,000"), (12_345, "12,345"),
            (999_999, "999,999"), (1_234_567, "1,234,567"), (-1, "-1"), (-1000, "-1,000"),
            (Int.max, "9,223,372,036,854,775,807"), (Int.min, "-9,223,372,036,854,775,808"),
        ])
    func number(_ number: Int, text: String) {
        #expect(Readable.number(number) == text)
    }

    @Test(
        "one is singular",
        arguments: [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (1_234_567, "1,234,567 rows")])
    func count(_ count: Int, text: String) {
        #expect(Readable.count(count, "row") == text)
    }

    @Test(
        "rates have three digits",
        arguments: [
            (0.0, "0 rows/s"), (0.4, "0 rows/s"), (0.5, "1 rows/s"), (42.4, "42 rows/s"),
            (999.4, "999 rows/s"), (1004, "1,000 rows/s"), (1005, "1,010 rows/s"),
            (412_345, "412,000 rows/s"), (999_499, "999,000 rows/s"),
            (999_500, "1,000,000 rows/s"), (1_234_567, "1,230,000 rows/s"),
            (.infinity, "9,010,000,000,000,000 rows/s"), (.nan, "0 rows/s"), (-5, "0 rows/s"),
        ])
    func rate(_ rate: Double, text: String) {
        #expect(Readable.rate(rate) == text)
    }

    @Test(
        "percentages are rounded down",
        arguments: [
            (0, 0, "100 %"), (0, 10, "0 %"), (1, 3, "33 %"), (29, 100, "29 %"), (57, 100, "57 %"),
            (999_999, 1_000_000, "99 %"), (10, 10, "100 %"),
        ])
    func percent(done: Int, total: Int, text: String) {
        #expect(Readable.percent(done, of: total) == text)
    }

    @Test("every whole percentage of a hundred rows is exact", arguments: 0...100)
    func exactPercent(_ done: Int) {
        #expect(Readable.percent(done, of: 100) == "\(done) %")
    }

    @Test(
        "sizes are in powers of 1024, with one decimal",
        arguments: [
            (0, "0 bytes"), (1, "1 byte"), (1023, "1023 bytes"), (1024, "1.0 KiB"),
            (1536, "1.5 KiB"), (1_048_525, "1.0 MiB"), (1_048_524, "1023.9 KiB"),
            (67_108_864, "64.0 MiB"), (1 << 30, "1.0 GiB"), (1 << 40, "1.0 TiB"),
            (3 << 50, "3072.0 TiB"),
        ])
    func size(_ bytes: Int, text: String) {
        #expect(Readable.size(bytes) == text)
    }

    @Test(
        "durations are short",
        arguments: [
            (0.0, "0ms"), (0.0004, "0ms"), (0.001, "1ms"), (0.85, "850ms"), (0.9994, "999ms"),
            (0.9995, "1.0s"), (1, "1.0s"), (3.24, "3.2s"), (9.94, "9.9s"), (9.95, "10s"),
            (42.4, "42s"), (59.4, "59s"), (59.5, "1m"), (60, "1m"), (130, "2m 10s"),
            (3599.4, "59m 59s"), (3600, "1h"), (3900, "1h 5m"), (86_399, "23h 59m"),
            (86_400, "1d"), (183_600, "2d 3h"), (-1, "0ms"),
        ])
    func duration(_ seconds: Double, text: String) {
        #expect(Readable.duration(.seconds(seconds)) == text)
    }

    @Test(
        "the time left is rounded up to whole seconds",
        arguments: [
            (0.0, "0s left"), (0.1, "1s left"), (1, "1s left"), (1.1, "2s left"),
            (59.1, "1m left"), (130, "2m 10s left"), (3661, "1h 1m left"), (-3, "0s left"),
        ])
    func timeLeft(_ seconds: Double, text: String) {
        #expect(Readable.timeLeft(.seconds(seconds)) == text)
    }

    @Test(
        "a rate of bytes",
        arguments: [
            (0.0, "0 bytes/s"), (1023.4, "1023 bytes/s"), (440_401_920, "420.0 MiB/s"),
            (-1, "0 bytes/s"), (.nan, "0 bytes/s"), (.infinity, "8192.0 TiB/s"),
        ])
    func byteRate(bytesPerSecond: Double, text: String) {
        #expect(Readable.byteRate(bytesPerSecond) == text)
    }

    @Test(
        "a ratio", arguments: [(3.514, "3.5"), (0.96, "1.0"), (1234.56, "1,234.6"), (-1, "0.0")])
    func ratio(_ ratio: Double, text: String) {
        #expect(Readable.ratio(ratio) == text)
    }

    @Test(
        "an age in whole seconds, none of what is yet to come",
        arguments: [
            (-5.0, "0s"), (0, "0s"), (0.99, "0s"), (59.9, "59s"), (60, "1m"), (130, "2m 10s"),
            (183_600, "2d 3h"), (864_000, "10d"),
        ])
    func age(seconds: Double, text: String) {
        #expect(Readable.age(of: someDate, at: someDate + seconds) == text)
    }
}
