import Foundation
import Synchronization

@testable import Stopover
@testable import StopoverCLI

/// Swift Testing has an `ExitStatus` of its own.
typealias CommandStatus = StopoverCLI.ExitStatus

/// 2026-11-22 10:15:00.250 UTC.
let someDate = Date(timeIntervalSince1970: 1_795_342_500.25)

func moment(_ seconds: Double = 0) -> Moment {
    Moment(uptime: .milliseconds(Int((seconds * 1000).rounded())), date: someDate + seconds)
}

func step(
    _ step: Int, of stepCount: Int = 3, _ description: String = "Transform contacts",
    version: String = "003", name: String = "normalize_phones", direction: Direction = .up
) -> MigrationProgress {
    MigrationProgress(
        version: version, name: name, direction: direction, step: step, stepCount: stepCount,
        stepDescription: description)
}

func batch(
    _ done: Int, of total: Int = 1_000_000, rate: Double? = 412_345, left: Duration? = .seconds(130)
) -> BatchProgress {
    BatchProgress(
        rowsDone: done, rowsTotal: total, rowsChanged: done - done / 10, rowsQuarantined: 2,
        rowsPerSecond: rate, timeLeft: left, chunkRows: 10_000, walSizeInBytes: 67_108_864)
}

func index(_ name: String, _ fraction: Double) -> IndexProgress {
    IndexProgress(
        name: name, table: "contacts", rows: 1_000_000, fraction: fraction, elapsed: .seconds(1.5))
}

/// Keeps what is written, in order.
final class Transcript: Sendable {
    private let texts = Mutex<(output: String, error: String)>(("", ""))

    var output: String { texts.withLock(\.output) }
    var error: String { texts.withLock(\.error) }

    /// A console that writes here, with nobody at it unless `answer` is what they type.
    func console(answer: String? = nil, canRedraw: Bool = false) -> Console {
        Console(
            writeOutput: { text in self.texts.withLock { $0.output += text } },
            writeError: { text in self.texts.withLock { $0.error += text } },
            readLine: { answer }, isInteractive: answer != nil, canRedraw: canRedraw,
            columns: { 80 })
    }

    func context(
        answer: String? = nil, canRedraw: Bool = false, environment: [String: String] = [:]
    ) -> CommandContext {
        CommandContext(
            console: console(answer: answer, canRedraw: canRedraw), environment: environment,
            time: TimeSource { moment() })
    }
}

func runReport(
    _ outcome: RunReport.Outcome = .done, finished: [MigrationVersion] = [], rows: Int = 0,
    quarantined: Int = 0, active: Duration = .seconds(2.4)
) -> RunReport {
    RunReport(
        outcome: outcome, finished: finished, rows: rows, rowsQuarantined: quarantined,
        active: active)
}

func migrationStatus(
    _ state: MigrationStatus.State, version: MigrationVersion = 3,
    name: String = "normalize_phones",
    appliedAt: String? = nil, isReversible: Bool = true, isGap: Bool = false, rowsDone: Int? = nil,
    rowsTotal: Int? = nil, rowsQuarantined: Int = 0, snapshot: String? = nil,
    rowSnapshot: String? = nil
) -> MigrationStatus {
    MigrationStatus(
        version: version, name: name, description: "Keep phones in E.164 form", state: state,
        appliedAt: appliedAt, isReversible: isReversible, isGap: isGap, rowsDone: rowsDone,
        rowsTotal: rowsTotal, rowsQuarantined: rowsQuarantined, snapshot: snapshot,
        rowSnapshot: rowSnapshot)
}
