import Foundation
import Stopover

/// Numbers, sizes and times as people read them.
enum Readable {
    /// `1,234,567`
    static func number(_ number: Int) -> String {
        let digits = Array(String(number.magnitude))
        var text = number < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
            text.append(digit)
        }
        return text
    }

    /// `1 row`, `1,234,567 rows`: the noun with an s unless there is exactly one.
    static func count(_ count: Int, _ noun: String) -> String {
        "\(number(count)) \(noun)\(count == 1 ? "" : "s")"
    }

    /// `412,000 rows/s`, to three digits: more would only flicker.
    static func rate(_ rowsPerSecond: Double) -> String {
        "\(number(threeDigits(rowsPerSecond))) rows/s"
    }

    /// `45 %`, rounded down: 100 % is said only when all is done.
    static func percent(_ done: Int, of total: Int) -> String {
        guard total > 0 else { return "100 %" }
        return "\(whole(Double(done) * 100 / Double(total))) %"
    }

    /// `45 %` of an index.
    static func percent(_ index: IndexProgress) -> String {
        "\(whole(index.fraction * 100)) %"
    }

    /// `512 bytes`, `64.0 MiB`.
    static func size(_ bytes: Int) -> String {
        ByteCount(bytes).description
    }

    /// `420.0 MiB/s`
    static func byteRate(_ bytesPerSecond: Double) -> String {
        "\(size(whole(bytesPerSecond.rounded())))/s"
    }

    /// `3.5`: how many times smaller.
    static func ratio(_ ratio: Double) -> String {
        oneDecimal(max(0, ratio))
    }

    /// `42s`, `2m 10s`, `2d 3h`: whole seconds, rounded down, and none of a time to come.
    static func age(of date: Date, at now: Date) -> String {
        wholeSeconds(whole(now.timeIntervalSince(date)))
    }

    /// `850ms`, `3.2s`, `42s`, `2m 10s`, `1h 5m`, `2d 3h`.
    static func duration(_ duration: Duration) -> String {
        let seconds = max(0, duration / .seconds(1))
        if seconds < 0.9995 { return "\(whole((seconds * 1000).rounded()))ms" }
        if seconds < 9.95 { return "\(oneDecimal(seconds))s" }
        return wholeSeconds(whole(seconds.rounded()))
    }

    /// `2m 10s left`: whole seconds, rounded up, because tenths would only flicker.
    static func timeLeft(_ duration: Duration) -> String {
        "\(wholeSeconds(whole((duration / .seconds(1)).rounded(.up)))) left"
    }

    private static func wholeSeconds(_ seconds: Int) -> String {
        switch seconds {
        case ..<60: "\(seconds)s"
        case ..<3600: pair(seconds / 60, "m", seconds % 60, "s")
        case ..<86_400: pair(seconds / 3600, "h", seconds % 3600 / 60, "m")
        default: pair(seconds / 86_400, "d", seconds % 86_400 / 3600, "h")
        }
    }

    private static func pair(_ large: Int, _ unit: String, _ small: Int, _ smallUnit: String)
        -> String
    {
        small == 0 ? "\(large)\(unit)" : "\(large)\(unit) \(small)\(smallUnit)"
    }

    private static func oneDecimal(_ value: Double) -> String {
        let tenths = whole((value * 10).rounded())
        return "\(number(tenths / 10)).\(tenths % 10)"
    }

    private static func threeDigits(_ value: Double) -> Int {
        let value = whole(value.rounded())
        var unit = 1
        while value / unit >= 1000 { unit *= 10 }
        return (value + unit / 2) / unit * unit
    }

    /// The integer part, within 0 and 2^53: a measured number may be anything, infinite too.
    static func whole(_ value: Double) -> Int {
        value > 0 ? Int(min(value, 0x1p53)) : 0
    }
}
