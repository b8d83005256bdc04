import Stopover

/// The answer of `plan` and of `--dry-run`.
struct PlanOutput {
    let plan: Plan

    var text: String {
        guard !plan.isEmpty else {
            let nothing = plan.direction == .up ? "apply" : "take back"
            return (["Nothing to \(nothing)."] + noteLines).joined(separator: "\n")
        }
        let migrations = Readable.count(plan.migrations.count, "migration")
        let verb = plan.direction == .up ? "to apply" : "to take back"
        var lines = ["\(migrations) \(verb)"]
        for migration in plan.migrations { lines += [""] + self.lines(migration) }
        lines += noteLines + diskLines
        return lines.joined(separator: "\n")
    }

    var event: JSONEvent {
        JSONEvent(
            "plan",
            details: [
                ("direction", .string(plan.direction.rawValue)),
                ("migrations", .array(plan.migrations.map(\.json))),
                ("notes", JSON(plan.notes)),
                ("disks", .array(plan.disks.map(\.json))),
            ])
    }

    private func lines(_ migration: PlannedMigration) -> [String] {
        var head = "\(migration.version) \(migration.name)".singleLine
        if !migration.description.isEmpty { head += ": \(migration.description.singleLine)" }
        if migration.resumes { head += " (goes on where it stopped)" }
        if plan.direction == .up, !migration.isReversible { head += " (irreversible)" }
        let steps = migration.steps.enumerated().map { index, step in
            "  \(index + 1). \(step.text)"
        }
        var snapshots: [String] = []
        if migration.takesSnapshot {
            snapshots.append("  a snapshot of the whole database is taken first")
        }
        if migration.keepsRows {
            snapshots.append("  what its batches change is kept in a row snapshot")
        }
        return [head] + snapshots + steps
    }

    private var noteLines: [String] {
        plan.notes.isEmpty ? [] : ["", "Notes"] + plan.notes.map { "  - \($0.singleLine)" }
    }

    private var diskLines: [String] {
        let lines = plan.disks.map { disk in
            let (needed, free) = (Readable.size(disk.neededBytes), Readable.size(disk.freeBytes))
            return "Disk: about \(needed) needed, \(free) free on \(disk.volume)"
        }
        return lines.isEmpty ? [] : [""] + lines
    }
}

extension PlannedStep {
    /// `Transform contacts (1,000,000 rows by id; about 3.3s; writes contacts)`
    fileprivate var text: String {
        var details: [String] = []
        if let rows {
            let order = key.isEmpty ? "" : " by \(key.joined(separator: ", "))"
            details.append(Readable.count(rows, "row") + order)
        } else if !key.isEmpty {
            details.append("by \(key.joined(separator: ", "))")
        }
        if let conflicts { details.append(Readable.count(conflicts, "conflict")) }
        if let expected { details.append("about \(Readable.duration(expected))") }
        if !writes.isEmpty { details.append("writes \(writes.joined(separator: ", "))") }
        return description.singleLine
            + (details.isEmpty ? "" : " (\(details.joined(separator: "; ").singleLine))")
    }

    fileprivate var json: JSON {
        .object([
            ("description", .string(description)), ("key", JSON(key)), ("rows", JSON(rows)),
            ("expected_seconds", JSON(expected)), ("writes", JSON(writes)),
            ("rebuilt_indexes", JSON(rebuiltIndexes)), ("conflicts", JSON(conflicts)),
        ])
    }
}

extension PlannedMigration {
    fileprivate var json: JSON {
        .object([
            ("version", .string(version.text)), ("name", .string(name)),
            ("description", .string(description)), ("reversible", .bool(isReversible)),
            ("takes_snapshot", .bool(takesSnapshot)), ("keeps_rows", .bool(keepsRows)),
            ("resumes", .bool(resumes)),
            ("steps", .array(steps.map(\.json))),
        ])
    }
}

extension DiskPlan {
    fileprivate var json: JSON {
        .object([
            ("volume", .string(volume)), ("free_bytes", .integer(freeBytes)),
            ("needed_bytes", .integer(neededBytes)),
        ])
    }
}
