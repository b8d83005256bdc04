/// Moments as the database keeps them: ISO 8601 in UTC, so that they sort as text.
enum Moments {
    /// A second of the years 2012 to 2025.
    static func moment(_ random: inout SplitMix64) -> String {
        let day = day(from: 2012, through: 2025, &random)
        let (hour, minute, second) = (random.below(24), random.below(60), random.below(60))
        return "\(day)T\(padded[hour]):\(padded[minute]):\(padded[second])Z"
    }

    static func day(from first: Int, through last: Int, _ random: inout SplitMix64) -> String {
        let year = first + random.below(last - first + 1)
        // Every month has 28 days.
        return "\(year)-\(padded[1 + random.below(12)])-\(padded[1 + random.below(28)])"
    }

    private static let padded = (0..<60).map { $0 < 10 ? "0\($0)" : "\($0)" }
}
