import Stopover

/// Progress where nothing can be redrawn, such as a log: a line when a step begins and one when it
/// ends, and every five seconds one between.
struct PlainLines: ProgressRenderer {
    static let interval = Duration.seconds(5)

    private var step: StepIdentity?
    private var lastLine = Duration.zero
    /// The last chunk of the step, where no line has told of it yet.
    private var untold: (MigrationProgress, BatchProgress)?

    mutating func text(for event: ProgressEvent, at moment: Moment) -> String {
        switch event {
        case .waiting(let holder):
            return ProgressText.waiting(holder: holder) + "\n"
        case .migrationStarted(let progress, let resumed):
            return end() + (resumed ? ProgressText.resumed(progress) + "\n" : "")
        case .stepStarted(let progress):
            return begin(progress, at: moment)
        case .chunk(let progress, let batch):
            let beginning = begin(progress, at: moment)
            untold = (progress, batch)
            let isDue = moment.uptime - lastLine >= Self.interval
            return beginning + (isDue ? tell(at: moment) : "")
        case .migrationFinished(let progress, let rows, let active):
            return end() + ProgressText.finished(progress, rows: rows, active: active) + "\n"
        }
    }

    func textForStopping(at moment: Moment) -> String {
        ProgressText.stopping + "\n"
    }

    mutating func textForEnd() -> String {
        end()
    }

    /// The line that a step begins with, once.
    private mutating func begin(_ progress: MigrationProgress, at moment: Moment) -> String {
        let identity = StepIdentity(progress)
        guard step != identity else { return "" }
        let ending = end()
        step = identity
        lastLine = moment.uptime
        return ending + "\(ProgressText.name(progress)): \(ProgressText.step(progress))\n"
    }

    private mutating func end() -> String {
        step = nil
        return untoldLine()
    }

    private mutating func tell(at moment: Moment) -> String {
        lastLine = moment.uptime
        return untoldLine()
    }

    private mutating func untoldLine() -> String {
        guard let (progress, batch) = untold else { return "" }
        untold = nil
        let parts = [
            ProgressText.rows(batch), batch.rowsPerSecond.map(Readable.rate),
            batch.rowsDone < batch.rowsTotal ? batch.timeLeft.map(Readable.timeLeft) : nil,
        ]
        return
            "\(ProgressText.name(progress)): \(parts.compactMap(\.self).joined(separator: ", "))\n"
    }
}

/// What tells one step of a run from another.
struct StepIdentity: Hashable {
    let version: String
    let step: Int

    init(_ progress: MigrationProgress) {
        version = progress.version
        step = progress.step
    }
}
