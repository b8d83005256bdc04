import Stopover
import Synchronization

/// Writes a run's progress and remembers how far it came. The engine calls it on its thread, the
/// signal listener on another.
final class ProgressReporter: Sendable {
    /// How far the run came, for the summary of one that stopped.
    struct Place: Sendable, Hashable {
        let progress: MigrationProgress
        /// Nil outside of a batch.
        let batch: BatchProgress?
    }

    private struct State {
        var renderer: any ProgressRenderer
        var place: Place?
    }

    private let state: Mutex<State>
    private let write: @Sendable (String) -> Void
    private let time: TimeSource

    init(
        _ renderer: any ProgressRenderer, time: TimeSource,
        write: @escaping @Sendable (String) -> Void
    ) {
        state = Mutex(State(renderer: renderer))
        self.time = time
        self.write = write
    }

    var place: Place? { state.withLock(\.place) }

    func report(_ event: ProgressEvent) {
        show { state, moment in
            if let place = Place(event) { state.place = place }
            return state.renderer.text(for: event, at: moment)
        }
    }

    func reportStopping() {
        show { $0.renderer.textForStopping(at: $1) }
    }

    /// To be called when the run is over, however it ended.
    func end() {
        show { state, _ in state.renderer.textForEnd() }
    }

    /// Writes under the lock, so that texts come out in the order of the events.
    private func show(_ text: (inout State, Moment) -> String) {
        let moment = time.now()
        state.withLock { state in
            let text = text(&state, moment)
            if !text.isEmpty { write(text) }
        }
    }
}

extension ProgressReporter {
    /// The way of telling that suits the format and the terminal.
    convenience init(format: OutputFormat, context: CommandContext) {
        let console = context.console
        switch format {
        case .json:
            self.init(JSONLines(), time: context.time, write: console.writeOutput)
        case .text where console.canRedraw:
            let bar = LiveBar(columns: console.columns)
            self.init(bar, time: context.time, write: console.writeError)
        case .text:
            self.init(PlainLines(), time: context.time, write: console.writeError)
        }
    }
}

extension ProgressReporter.Place {
    /// Nil of an event that moves nothing.
    fileprivate init?(_ event: ProgressEvent) {
        switch event {
        case .waiting, .waitingForReader, .snapshot, .indexesDropped, .index: return nil
        case .migrationStarted(let progress, _), .stepStarted(let progress),
            .migrationFinished(let progress, _, _):
            self.init(progress: progress, batch: nil)
        case .chunk(let progress, let batch): self.init(progress: progress, batch: batch)
        }
    }
}
