import Stopover

/// One batch's progress on one line of a given width:
/// `003 normalize_phones 2/3 ████░░░░ 45 % 450,000 of 1,000,000 rows, 412,000 rows/s, 2m 10s left`.
///
/// What doesn't fit is left out, the least telling first: the rows, the rate, the time left, the
/// bar, the end of the name.
struct BarLine {
    static let barWidths = 8...30

    let progress: MigrationProgress
    let batch: BatchProgress

    func text(width: Int) -> String {
        let position = " \(progress.step)/\(progress.stepCount)"
        let percent = Readable.percent(batch.rowsDone, of: batch.rowsTotal)
        let name = ProgressText.name(progress).truncated(to: max(24, width / 3)) + position
        for details in layouts {
            let tail = ([percent] + details).joined(separator: " ")
            let room = width - name.count - tail.count - 2
            if room >= Self.barWidths.lowerBound {
                return "\(name) \(bar(width: min(room, Self.barWidths.upperBound))) \(tail)"
            }
        }
        return "\(name.truncated(to: max(1, width - percent.count - 1))) \(percent)"
            .truncated(to: width)
    }

    /// What may stand behind the percentage, the most telling last.
    private var layouts: [[String]] {
        let rows = "\(Readable.number(batch.rowsDone)) of \(Readable.count(batch.rowsTotal, "row"))"
        let details = [
            rows, batch.rowsPerSecond.map(Readable.rate), batch.timeLeft.map(Readable.timeLeft),
        ].compactMap(\.self)
        return (0...details.count).map { dropped in
            dropped == details.count
                ? [] : [details.dropFirst(dropped).joined(separator: ", ")]
        }
    }

    private func bar(width: Int) -> String {
        let full = min(width, Readable.whole(batch.fraction * Double(width)))
        return String(repeating: "█", count: full) + String(repeating: "░", count: width - full)
    }
}
