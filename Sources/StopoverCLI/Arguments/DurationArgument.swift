/// Reads times as people type them: `500ms`, `20s`, `5m`, `2h`, `30d`, and in one piece
/// `1h30m`.
enum DurationArgument {
    /// Why a text is not a time.
    struct Invalid: Error, Hashable, CustomStringConvertible {
        let description = "write a time such as 500ms, 20s, 5m, 2h, 30d or 1h30m"
    }

    /// The units, largest first: the order in which they may stand.
    private static let units: [(name: String, length: Duration)] = [
        ("d", .seconds(86_400)), ("h", .seconds(3600)), ("m", .seconds(60)), ("s", .seconds(1)),
        ("ms", .milliseconds(1)),
    ]

    /// Nobody means more digits, and the sum of five such numbers can't overflow.
    private static let digitLimit = 9

    static func parse(_ text: String) throws -> Duration {
        var rest = text[...]
        var left = units[...]
        var total = Duration.zero
        repeat {
            let digits = rest.prefix { ("0"..."9").contains($0) }
            rest = rest.dropFirst(digits.count)
            let name = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(name.count)
            guard digits.count <= digitLimit, let number = Int(digits),
                let index = left.firstIndex(where: { $0.name == name })
            else { throw Invalid() }
            total += units[index].length * number
            left = left[(index + 1)...]
        } while !rest.isEmpty
        return total
    }

    /// A time that is not zero.
    static func parsePositive(_ text: String) throws -> Duration {
        let duration = try parse(text)
        guard duration > .zero else { throw Invalid() }
        return duration
    }
}
