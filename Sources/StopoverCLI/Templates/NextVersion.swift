import Foundation

/// The version of the migration after others.
enum NextVersion {
    /// A time, such as 20261122101500, has this many digits.
    private static let timestampWidth = 14

    /// One more than the highest, as wide as the widest and three digits at least; where the highest
    /// is a time, the time now, in UTC.
    static func after(_ versions: [String], at date: Date) -> String {
        let numbers = versions.map { significant($0) }
        let highest = numbers.max { ($0.count, $0) < ($1.count, $1) } ?? "0"
        let next = incremented(highest)
        if highest.count == timestampWidth { return max(timestamp(date), next) }
        let width = max(3, versions.map(\.count).max() ?? 0)
        return String(repeating: "0", count: max(0, width - next.count)) + next
    }

    private static func significant(_ version: String) -> String {
        let digits = version.drop { $0 == "0" }
        return digits.isEmpty ? "0" : String(digits)
    }

    /// Adds one digit by digit: a version may be longer than an `Int`.
    private static func incremented(_ number: String) -> String {
        let nines = number.reversed().prefix { $0 == "9" }.count
        let head = number.dropLast(nines)
        let zeros = String(repeating: "0", count: nines)
        guard let last = head.last?.wholeNumberValue else { return "1" + zeros }
        return head.dropLast() + String(last + 1) + zeros
    }

    private static func timestamp(_ date: Date) -> String {
        date.formatted(
            Date.VerbatimFormatStyle(
                format: """
                    \(year: .padded(4))\(month: .twoDigits)\(day: .twoDigits)\
                    \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased))\
                    \(minute: .twoDigits)\(second: .twoDigits)
                    """, timeZone: .gmt, calendar: Calendar(identifier: .gregorian)))
    }
}
