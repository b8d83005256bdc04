/// A closure failed on a row, and the step does not quarantine.
struct RowFailure: Error {
    let table: String
    let columns: [String]
    let row: RefusedRow
}

extension BatchPlan {
    /// What is written down of a row that a closure refused.
    ///
    /// - Throws: ``RowFailure`` where the step is to stop there.
    func refusal(of key: [StoredValue], _ error: any Error) throws -> RefusedRow {
        let refused = RefusedRow(key: key, reason: error.publicDescription)
        guard definition.refusals != .stop else {
            throw RowFailure(table: self.key.table, columns: self.key.columns, row: refused)
        }
        return refused
    }
}
