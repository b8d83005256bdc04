import Stopover

/// Progress on a terminal: one line that is redrawn, at most ten times a second, and above it a line
/// for each migration that is finished.
struct LiveBar: ProgressRenderer {
    static let interval = Duration.milliseconds(100)

    /// Back to the line's start, and what stands there erased (ECMA-48, CSI K).
    static let erase = "\r\u{1B}[K"

    private let columns: @Sendable () -> Int
    /// What stands on the line, without its newline; nil when the cursor is on an empty line.
    private var drawn: String?
    private var lastDraw: Duration?
    private var work: WorkIdentity?

    init(columns: @escaping @Sendable () -> Int) {
        self.columns = columns
    }

    mutating func text(for event: ProgressEvent, at moment: Moment) -> String {
        switch event {
        case .waiting(let holder):
            return draw(ProgressText.waiting(holder: holder), at: moment)
        case .waitingForReader(let size):
            return draw(ProgressText.waitingForReader(walSizeInBytes: size), at: moment)
        case .migrationStarted(let progress, let resumed):
            return resumed ? above(ProgressText.resumed(progress)) : ""
        case .stepStarted(let progress):
            work = WorkIdentity(progress)
            let line = "\(ProgressText.name(progress)): \(ProgressText.step(progress))"
            return draw(line, at: moment)
        case .chunk(let progress, let batch):
            return redraw(
                BarLine(progress: progress, batch: batch), of: WorkIdentity(progress), at: moment)
        case .indexesDropped(let progress, let names):
            return above(ProgressText.dropped(progress, names))
        case .index(let progress, let index):
            return redraw(
                BarLine(progress: progress, index: index), of: WorkIdentity(progress, index),
                at: moment)
        case .snapshot(let progress):
            return redraw(BarLine(progress), of: WorkIdentity(progress), at: moment)
        case .migrationFinished(let progress, let rows, let active):
            work = nil
            let line = ProgressText.finished(progress, rows: rows, active: active)
            return textForEnd() + line + "\n"
        }
    }

    func textForStopping(at moment: Moment) -> String {
        above(ProgressText.stopping(work))
    }

    mutating func textForEnd() -> String {
        defer { drawn = nil }
        return drawn == nil ? "" : Self.erase
    }

    /// A character in the last column would wrap on some terminals.
    private var width: Int { max(1, columns() - 1) }

    /// Draws a bar where it is time to, or where it is the first of its work.
    private mutating func redraw(
        _ bar: BarLine, of identity: WorkIdentity, at moment: Moment
    ) -> String {
        let isDue = lastDraw.map { moment.uptime - $0 >= Self.interval } ?? true
        guard isDue || work != identity else { return "" }
        work = identity
        return draw(bar.text(width: width), at: moment)
    }

    private mutating func draw(_ line: String, at moment: Moment) -> String {
        let line = line.truncated(to: width)
        defer { (drawn, lastDraw) = (line, moment.uptime) }
        return (drawn == nil ? "" : Self.erase) + line
    }

    /// Writes a line that stays, above the one that is redrawn.
    private func above(_ line: String) -> String {
        guard let drawn else { return line + "\n" }
        return Self.erase + line + "\n" + drawn
    }
}
