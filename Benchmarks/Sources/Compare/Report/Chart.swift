/// The speeds as horizontal bars, a group for each job, in SVG. Readable on light and on dark.
struct Chart: CustomStringConvertible {
    private static let width = 860.0
    private static let labelWidth = 330.0
    private static let valueWidth = 130.0
    private static let rowHeight = 24.0
    private static let headingHeight = 44.0

    private var body: [String] = []
    private var height = 0.0

    init(_ contenders: [Contender], _ results: Results) {
        for job in Job.allCases {
            let bars = contenders.filter { $0.job == job }.compactMap { contender in
                results.summary(contender).map { Bar(contender: contender, summary: $0) }
            }
            guard let longest = bars.map(\.summary.speeds.upperBound).max() else { continue }
            addHeading(job.title)
            for bar in bars { add(bar, longest: longest) }
            addYardstickLine(longest: longest, bars: bars.count)
        }
        height += 16
    }

    var description: String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="\(Self.width)" height="\(height)" \
        viewBox="0 0 \(Self.width) \(height)" font-family="system-ui, sans-serif" font-size="13">
        <style>
        text { fill: #57606a } .heading { font-weight: 600; font-size: 14px }
        .stopover { fill: #1f77b4 } .other { fill: #a0a8b0 } .spread, .yardstick { stroke: #57606a }
        .yardstick { stroke-dasharray: 3 3 }
        @media (prefers-color-scheme: dark) {
        text { fill: #b1bac4 } .stopover { fill: #4c9be8 } .other { fill: #6e7681 }
        .spread, .yardstick { stroke: #b1bac4 }
        }
        </style>
        \(body.joined(separator: "\n"))
        </svg>

        """
    }

    private struct Bar {
        let contender: Contender
        let summary: Summary
    }

    private mutating func addHeading(_ title: String) {
        height += Self.headingHeight
        body.append(
            "<text class=\"heading\" x=\"12\" y=\"\(height - 14)\">\(Self.escaped(title)): "
                + "speed, yardstick = 1</text>")
    }

    private mutating func add(_ bar: Bar, longest: Double) {
        let (start, middle) = (Self.labelWidth, height + Self.rowHeight / 2)
        let end = x(bar.summary.medianSpeed, longest)
        let speeds = bar.summary.speeds
        let (low, high) = (x(speeds.lowerBound, longest), x(speeds.upperBound, longest))
        let kind = bar.contender.isStopover ? "stopover" : "other"
        body += [
            "<text x=\"\(start - 8)\" y=\"\(middle + 4)\" text-anchor=\"end\">"
                + "\(Self.escaped(bar.contender.title))</text>",
            "<rect class=\"\(kind)\" x=\"\(start)\" y=\"\(height + 4)\" "
                + "width=\"\(Self.rounded(end - start))\" height=\"\(Self.rowHeight - 8)\" rx=\"2\"/>",
            "<path class=\"spread\" d=\"M\(low) \(middle)H\(high)M\(low) \(middle - 4)v8"
                + "M\(high) \(middle - 4)v8\" fill=\"none\"/>",
            "<text x=\"\(Self.rounded(max(end, high) + 8))\" y=\"\(middle + 4)\">"
                + "\(Text.speed(bar.summary.medianSpeed)) · "
                + "\(Text.seconds(bar.summary.median))</text>",
        ]
        height += Self.rowHeight
    }

    private mutating func addYardstickLine(longest: Double, bars: Int) {
        let position = x(1, longest)
        body.append(
            "<path class=\"yardstick\" d=\"M\(position) \(height - Double(bars) * Self.rowHeight)"
                + "V\(height)\"/>")
    }

    private func x(_ speed: Double, _ longest: Double) -> Double {
        let room = Self.width - Self.labelWidth - Self.valueWidth
        return Self.rounded(Self.labelWidth + room * speed / longest)
    }

    private static func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
    }
}
