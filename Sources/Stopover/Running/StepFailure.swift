import GRDB

/// Turns what a step threw into an error that says where, and tells no value.
enum StepFailure {
    static func of(_ error: any Error, step index: Int, _ plan: MigrationPlan) -> any Error {
        switch error {
        case is SchemaMoved: error
        case let error as DatabaseError where error.isBusy: error
        default: placed(error, step: index, plan)
        }
    }

    /// The error with its place; one that has it stays as it is.
    static func placed(
        _ error: any Error, step index: Int, _ plan: MigrationPlan
    ) -> MigrationError {
        let operation = plan.operations[min(index, plan.operations.count - 1)]
        let place = operation.place(index + 1)
        switch error {
        case let error as MigrationError where error.version != nil: return error
        case let error as MigrationError:
            return MigrationError(
                error.code, place + error.message, hint: error.hint, version: plan.version,
                outcome: error.outcome)
        case let failure as RowFailure:
            let key = zip(failure.columns, failure.row.key)
                .map { "\($0) = \($1.publicDescription)" }.joined(separator: ", ")
            return MigrationError(
                .rowRefused,
                "\(place)\(operation.description): row \(key) was refused: \(failure.row.reason)",
                hint: "Mend the row or the closure and run again; .refusals(.quarantine(upTo:)) "
                    + "passes such rows by.",
                version: plan.version, outcome: .failed)
        case let error as DatabaseError where error.isFull:
            return MigrationError(
                .diskFull, "\(place)\(operation.description): the disk is full",
                hint: "Make room and try again: it goes on where it stopped.",
                version: plan.version, outcome: .failed)
        case let error as DatabaseError where error.isOutOfMemory:
            return .outOfMemory("\(place)\(operation.description)", version: plan.version)
        default:
            return MigrationError(
                .stepFailed, "\(place)\(operation.description): \(error.publicDescription)",
                hint: "What was committed before stays; mend the cause and run again.",
                version: plan.version, outcome: .failed)
        }
    }

    /// What a plan says that is made again while the migration is half done.
    static func inTheMiddle(_ error: MigrationError) -> MigrationError {
        MigrationError(
            error.code, error.message,
            hint: "Another connection changed the schema meanwhile; put it right and run again: it "
                + "goes on where it stopped.",
            version: error.version, outcome: .failed)
    }

    static var fenced: MigrationError {
        MigrationError(
            .fenced, "Another run has gone on with this migration",
            hint: "Let it finish; `status` tells where it stands.", outcome: .locked)
    }
}
