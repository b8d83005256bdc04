import Stopover

/// What a run, a rollback or a reset came to.
struct RunSummary {
    enum Kind: CaseIterable {
        case run, rollback, reset
    }

    let kind: Kind
    let report: RunReport
    /// Where it stood last; nil where nothing began.
    var place: ProgressReporter.Place?
    /// Keys that are not integers are shown.
    var showsKeys = false

    var text: String {
        var lines: [String] = []
        if !report.finished.isEmpty { lines.append(finishedLine) }
        if report.rows > 0 {
            let rows = Readable.count(report.rows, "row")
            lines.append("\(rows) in \(Readable.duration(report.active)).")
        }
        lines += report.snapshots.map { "Snapshot: \($0.path.singleLine)" }
        if report.rowsQuarantined > 0 { lines.append(quarantineLine) }
        lines += ConflictsOutput(report: report, showsKeys: showsKeys).lines
        switch report.outcome {
        case .stopped(let reason, let version): lines += stoppedLines(reason, at: version)
        case .done: if report.finished.isEmpty { lines.append(nothingLine) }
        }
        return lines.joined(separator: "\n")
    }

    var event: JSONEvent {
        let details: JSON.Fields = [
            ("command", .string("\(kind)")),
            ("finished", JSON(report.finished.map(\.text))),
            ("rows", .integer(report.rows)),
            ("rows_quarantined", .integer(report.rowsQuarantined)),
            ("active_seconds", JSON(report.active)),
            ("snapshots", JSON(report.snapshots.map(\.name))),
            ("missing_indexes", JSON(report.missingIndexes)),
            ("conflicts", .integer(report.conflictCount)),
            ("conflict_list", ConflictsOutput(report: report, showsKeys: showsKeys).json),
        ]
        switch report.outcome {
        case .done:
            return JSONEvent("finished", details: details)
        case .stopped(let reason, let version):
            return JSONEvent(
                "stopped", version: version.text, step: place?.progress.step,
                details: [("reason", .string(reason.identifier))] + details)
        }
    }

    private var finishedLine: String {
        let versions = report.finished.map(\.text).joined(separator: ", ")
        let migrations = Readable.count(report.finished.count, "migration")
        return switch kind {
        case .run: "Applied \(migrations): \(versions)."
        case .rollback: "Took back \(migrations): \(versions)."
        case .reset: "Dropped everything and applied \(migrations): \(versions)."
        }
    }

    private var quarantineLine: String {
        report.rowsQuarantined == 1
            ? "1 row was refused by its migration, stays as it was and is in quarantine."
            : "\(Readable.number(report.rowsQuarantined)) rows were refused by their migration, "
                + "stay as they were and are in quarantine."
    }

    private var nothingLine: String {
        switch kind {
        case .run: "Nothing to do: no migration is pending."
        case .rollback: "Nothing to take back."
        case .reset: "Dropped everything; there are no migrations to apply."
        }
    }

    private func stoppedLines(_ reason: StopReason, at version: MigrationVersion) -> [String] {
        let goingOn =
            switch kind {
            case .run: "What is committed stays: run again to go on."
            case .rollback: "What is taken back stays so: roll back again to go on."
            case .reset: "Everything was dropped; what is committed since stays: `run` goes on."
            }
        return ["Stopped \(whereabouts(version)): \(reason.explanation).", goingOn] + missingLines
    }

    private var missingLines: [String] {
        let names = report.missingIndexes
        guard !names.isEmpty else { return [] }
        let verb = names.count == 1 ? "is" : "are"
        return ["Until then the \(ProgressText.indexes(names)) \(verb) missing."]
    }

    private func whereabouts(_ version: MigrationVersion) -> String {
        guard let place, place.progress.version == version.text else { return "at \(version)" }
        let rows = place.batch.map { ", \(ProgressText.rowsAndPercent($0))" } ?? ""
        return
            "in \(ProgressText.name(place.progress)), \(ProgressText.step(place.progress))\(rows)"
    }
}

extension StopReason {
    fileprivate var explanation: String {
        switch self {
        case .interrupted: "it was asked to"
        case .timeBudget: "the time given with --for is over"
        case .diskLow: "less disk is free than --min-free asks for"
        }
    }

    /// As JSON has it.
    fileprivate var identifier: String {
        switch self {
        case .interrupted: "interrupted"
        case .timeBudget: "time_budget"
        case .diskLow: "disk_low"
        }
    }
}
