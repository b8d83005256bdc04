import Stopover

/// The answer of `status`.
struct StatusOutput {
    let report: StatusReport

    var text: String {
        var lines: [String] = []
        if report.migrations.isEmpty {
            lines.append("There are no migrations.")
        } else {
            var table = TextTable(header: ["VERSION", "NAME", "STATE", "APPLIED AT", "NOTES"])
            for migration in report.migrations {
                table.add(
                    [
                        migration.version.text, migration.name.singleLine, migration.state.name,
                        migration.appliedAt ?? "", migration.notes.joined(separator: ", "),
                    ], further: migration.failureLines)
            }
            lines += [table.text, "", tally]
        }
        if let holder = report.lockHolder {
            lines.append("A run is under way: \(holder.singleLine)")
        }
        return lines.joined(separator: "\n")
    }

    var event: JSONEvent {
        JSONEvent(
            "status",
            details: [
                ("up_to_date", .bool(report.isUpToDate)),
                ("needs_attention", .bool(report.needsAttention)),
                ("lock_holder", JSON(report.lockHolder)),
                ("migrations", .array(report.migrations.map(\.json))),
            ])
    }

    /// `2 applied, 1 failed`, in the order in which the states come first.
    private var tally: String {
        var counts: [(state: String, count: Int)] = []
        for migration in report.migrations {
            if let index = counts.firstIndex(where: { $0.state == migration.state.name }) {
                counts[index].count += 1
            } else {
                counts.append((migration.state.name, 1))
            }
        }
        return counts.map { "\(Readable.number($0.count)) \($0.state)" }.joined(separator: ", ")
    }
}

extension MigrationStatus {
    fileprivate var notes: [String] {
        var notes: [String] = []
        if halfDoneDirection == .down { notes.append("half taken back: go on with rollback") }
        if isHalfDoneChanged { notes.append("changed while half done") }
        if let rowsDone, let rowsTotal {
            notes.append("\(Readable.percent(rowsDone, of: rowsTotal)) done")
        }
        if !missingIndexes.isEmpty {
            notes.append("without \(ProgressText.indexes(missingIndexes))")
        }
        if isGap { notes.append("gap: a later one is applied") }
        if !isReversible {
            notes.append(snapshot == nil ? "irreversible" : "irreversible, has a snapshot")
        }
        if rowsQuarantined > 0 { notes.append("\(Readable.number(rowsQuarantined)) quarantined") }
        return notes
    }

    fileprivate var failureLines: [String] {
        guard case .failed(let error, let time) = state else { return [] }
        return ["  failed at \(time): \(error.singleLine)"]
    }

    fileprivate var json: JSON {
        var failure: (error: String, at: String)?
        if case .failed(let error, let time) = state { failure = (error, time) }
        return .object([
            ("version", .string(version.text)), ("name", .string(name)),
            ("description", .string(description)), ("state", .string(state.name)),
            ("error", JSON(failure?.error)), ("failed_at", JSON(failure?.at)),
            ("applied_at", JSON(appliedAt)), ("reversible", .bool(isReversible)),
            ("gap", .bool(isGap)), ("rows_done", JSON(rowsDone)), ("rows_total", JSON(rowsTotal)),
            ("rows_quarantined", .integer(rowsQuarantined)), ("snapshot", JSON(snapshot)),
            ("row_snapshot", JSON(rowSnapshot)),
            ("half_done_direction", JSON(halfDoneDirection?.rawValue)),
            ("half_done_changed", .bool(isHalfDoneChanged)),
            ("missing_indexes", JSON(missingIndexes)),
        ])
    }
}
