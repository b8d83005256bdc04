import Stopover

/// Progress where nothing can be redrawn, such as a log: a line when a step begins and one when it
/// ends, when an index is built or the work on a snapshot begins, and every five seconds one between.
struct PlainLines: ProgressRenderer {
    static let interval = Duration.seconds(5)

    private var work: WorkIdentity?
    private var lastLine = Duration.zero
    /// The last chunk of the step, where no line has told of it yet.
    private var untold: (MigrationProgress, BatchProgress)?

    mutating func text(for event: ProgressEvent, at moment: Moment) -> String {
        switch event {
        case .waiting(let holder):
            return ProgressText.waiting(holder: holder) + "\n"
        case .waitingForReader(let size):
            return ProgressText.waitingForReader(walSizeInBytes: size) + "\n"
        case .migrationStarted(let progress, let resumed):
            return end() + (resumed ? ProgressText.resumed(progress) + "\n" : "")
        case .stepStarted(let progress):
            return begin(progress, at: moment)
        case .chunk(let progress, let batch):
            let beginning = begin(progress, at: moment)
            untold = (progress, batch)
            let isDue = moment.uptime - lastLine >= Self.interval
            return beginning + (isDue ? tell(at: moment) : "")
        case .indexesDropped(let progress, let names):
            return tell(at: moment) + ProgressText.dropped(progress, names) + "\n"
        case .index(let progress, let index):
            return tell(progress, index, at: moment)
        case .snapshot(let progress):
            return tell(progress, at: moment)
        case .migrationFinished(let progress, let rows, let active):
            return end() + ProgressText.finished(progress, rows: rows, active: active) + "\n"
        }
    }

    func textForStopping(at moment: Moment) -> String {
        ProgressText.stopping(work) + "\n"
    }

    mutating func textForEnd() -> String {
        end()
    }

    /// The line that a step begins with, once.
    private mutating func begin(_ progress: MigrationProgress, at moment: Moment) -> String {
        begin(
            WorkIdentity(progress),
            "\(ProgressText.name(progress)): \(ProgressText.step(progress))",
            at: moment)
    }

    private mutating func begin(
        _ identity: WorkIdentity, _ line: @autoclosure () -> String, at moment: Moment
    ) -> String {
        guard work != identity else { return "" }
        let ending = end()
        work = identity
        lastLine = moment.uptime
        return ending + line() + "\n"
    }

    /// The work on a snapshot needs no line for its end: what it came to is said by what follows.
    private mutating func tell(_ progress: SnapshotProgress, at moment: Moment) -> String {
        let beginning = begin(
            WorkIdentity(progress),
            "\(ProgressText.snapshot(progress)), \(Readable.size(progress.bytesTotal))", at: moment)
        guard beginning.isEmpty, moment.uptime - lastLine >= Self.interval else { return beginning }
        lastLine = moment.uptime
        let percent = Readable.percent(progress.bytesDone, of: progress.bytesTotal)
        let parts = [
            "\(ProgressText.bytes(progress)) (\(percent))",
            progress.bytesPerSecond.map(Readable.byteRate),
        ]
        return
            "\(ProgressText.snapshot(progress)): \(parts.compactMap(\.self).joined(separator: ", "))\n"
    }

    /// Nor does building an index.
    private mutating func tell(
        _ progress: MigrationProgress, _ index: IndexProgress, at moment: Moment
    ) -> String {
        let line = ProgressText.building(progress, index)
        let beginning = begin(
            WorkIdentity(progress, index),
            "\(line), about \(Readable.count(index.rows, "row"))", at: moment)
        guard beginning.isEmpty, moment.uptime - lastLine >= Self.interval else { return beginning }
        lastLine = moment.uptime
        return "\(line): \(Readable.percent(index))\n"
    }

    private mutating func end() -> String {
        work = nil
        return untoldLine()
    }

    private mutating func tell(at moment: Moment) -> String {
        lastLine = moment.uptime
        return untoldLine()
    }

    private mutating func untoldLine() -> String {
        guard let (progress, batch) = untold else { return "" }
        untold = nil
        let isDone = batch.rowsDone == batch.rowsTotal
        let parts = [
            ProgressText.rowsAndPercent(batch), batch.rowsPerSecond.map(Readable.rate),
            isDone ? nil : batch.timeLeft.map(Readable.timeLeft),
        ]
        return
            "\(ProgressText.name(progress)): \(parts.compactMap(\.self).joined(separator: ", "))\n"
    }
}
