/// What a plan says of indexes: which are dropped and built again, and what that means for others.
struct IndexNotes {
    let policy: IndexPolicy

    func all(_ planned: [PlannedMigration], _ plan: RunPlan) -> [String] {
        plan.migrations.compactMap(missing) + zip(planned, plan.migrations).flatMap(rebuilt)
    }

    private func rebuilt(_ migration: PlannedMigration, _ plan: MigrationPlan) -> [String] {
        let missing = plan.deferredIndexes.map(\.name)
        return migration.steps.enumerated().compactMap { place, step in
            // What is missing is there again behind the step that is half done.
            let names = step.rebuiltIndexes.filter { place > 0 || !missing.contains($0) }
            guard !names.isEmpty else { return nil }
            let (subject, pronoun) = names.count == 1 ? ("Index", "it") : ("Indexes", "them")
            let verb = policy == .auto ? "may be" : names.count == 1 ? "is" : "are"
            return
                "\(subject) \(names.joined(separator: ", ")) \(verb) dropped for \(step.description) of "
                + "\(migration.version), and built again after it: others write only when that is done, and "
                + "do without \(pronoun) until then (--indexes keep)."
        }
    }

    private func missing(_ migration: MigrationPlan) -> String? {
        let names = migration.deferredIndexes.map(\.name)
        guard !names.isEmpty else { return nil }
        let (subject, verb) = names.count == 1 ? ("Index", "is") : ("Indexes", "are")
        return
            "\(subject) \(names.joined(separator: ", ")) \(verb) missing since \(migration.version) was "
            + "stopped, and \(verb) built again."
    }
}

extension PlannedMigration {
    /// Room for building indexes again.
    func addIndexes(to need: inout DiskNeed, _ migration: MigrationPlan, ofDatabase path: String) {
        let batches = migration.steps.compactMap(\.self).map { step in
            if case .batch(let batch) = step { batch } else { nil as BatchPlan? }
        }
        for (step, batch) in zip(steps, batches) where !step.rebuiltIndexes.isEmpty {
            need.add(batch?.deferrableIndexes ?? [], rows: step.rows ?? 0, ofDatabase: path)
        }
    }
}
