/// Moments as the database keeps them: ISO 8601 in UTC, so that they sort as text.
///
/// They are put together from ready parts: millions of them are made.
enum Moments {
    /// A second of the years 2012 to 2025: `2019-03-28T07:05:59Z`.
    static func moment(_ random: inout SplitMix64) -> String {
        day(from: 2012, through: 2025, &random) + random.pick(hours) + random.pick(minutes)
            + random.pick(seconds)
    }

    /// A day, one of the first 28 of its month: `1984-02-09`.
    static func day(from first: Int, through last: Int, _ random: inout SplitMix64) -> String {
        String(first + random.below(last - first + 1)) + random.pick(monthsAndDays)
    }

    private static let monthsAndDays = (1...12).flatMap { month in
        (1...28).map { "-\(twoDigits(month))-\(twoDigits($0))" }
    }
    private static let hours = (0..<24).map { "T\(twoDigits($0)):" }
    private static let minutes = (0..<60).map { "\(twoDigits($0)):" }
    private static let seconds = (0..<60).map { "\(twoDigits($0))Z" }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
