import Stopover

/// Progress on one line of a given width:
/// `003 normalize_phones 2/3 ████░░░░ 45 % 450,000 of 1,000,000 rows, 412,000 rows/s, 2m 10s left`.
///
/// What doesn't fit is left out, the least telling first: the details in their order, the bar, the
/// end of the name.
struct BarLine {
    static let barWidths = 8...30

    private let name: String
    /// Stands behind the name however short that gets: ` 2/3`.
    private let position: String
    private let percent: String
    private let fraction: Double
    /// What may stand behind the percentage, the most telling last.
    private let details: [String]

    /// A batch's.
    init(progress: MigrationProgress, batch: BatchProgress) {
        name = ProgressText.name(progress)
        position = " \(progress.step)/\(progress.stepCount)"
        percent = ProgressText.percent(batch) ?? "…"
        fraction = batch.fraction
        details = [
            ProgressText.rows(batch),
            batch.rowsPerSecond.map(Readable.rate), batch.timeLeft.map(Readable.timeLeft),
        ].compactMap(\.self)
    }

    /// That of an index that is built.
    init(progress: MigrationProgress, index: IndexProgress) {
        name = "\(ProgressText.name(progress)): index \(index.name.singleLine)"
        position = ""
        percent = Readable.percent(index)
        fraction = index.fraction
        details = ["of about \(Readable.count(index.rows, "row"))"]
    }

    /// That of the work on a snapshot.
    init(_ progress: SnapshotProgress) {
        name = ProgressText.snapshot(progress)
        position = ""
        percent = Readable.percent(progress.bytesDone, of: progress.bytesTotal)
        fraction = progress.fraction
        details = [
            ProgressText.bytes(progress), progress.bytesPerSecond.map(Readable.byteRate),
        ].compactMap(\.self)
    }

    func text(width: Int) -> String {
        let name = name.truncated(to: max(24, width / 3)) + position
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

    private var layouts: [[String]] {
        (0...details.count).map { dropped in
            dropped == details.count
                ? [] : [details.dropFirst(dropped).joined(separator: ", ")]
        }
    }

    private func bar(width: Int) -> String {
        let full = min(width, Readable.whole(fraction * Double(width)))
        return String(repeating: "█", count: full) + String(repeating: "░", count: width - full)
    }
}
