import Foundation

/// Numbers as the tables have them.
enum Text {
    static func seconds(_ value: Double) -> String { String(format: "%.2f s", value) }

    static func seconds(_ range: ClosedRange<Double>) -> String {
        String(format: "%.2f–%.2f s", range.lowerBound, range.upperBound)
    }

    static func milliseconds(_ seconds: Double) -> String {
        String(format: seconds < 0.01 ? "%.1f ms" : "%.0f ms", seconds * 1000)
    }

    static func microseconds(_ seconds: Double) -> String {
        String(format: "%.2f µs", seconds * 1_000_000)
    }

    static func speed(_ value: Double) -> String { String(format: "%.2f", value) }

    static func speed(_ range: ClosedRange<Double>) -> String {
        String(format: "%.2f–%.2f", range.lowerBound, range.upperBound)
    }

    /// Empty where there is nothing.
    static func mebibytes(_ bytes: Int) -> String {
        bytes == 0 ? "" : String(format: "%.0f MiB", (Double(bytes) / 1_048_576).rounded(.up))
    }

    static func megabytes(_ bytes: Int) -> String {
        bytes == 0 ? "" : String(format: "%.1f MB", Double(bytes) / 1_000_000)
    }

    /// 1,000,000
    static func count(_ value: Int) -> String {
        var digits = String(value)
        var index = digits.count - 3
        while index > 0 {
            digits.insert(",", at: digits.index(digits.startIndex, offsetBy: index))
            index -= 3
        }
        return digits
    }
}
