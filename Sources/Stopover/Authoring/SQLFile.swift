/// A migration as an SQL file has it: sections that begin with lines `-- migrate:up`,
/// `-- migrate:down`, `-- migrate:batch table:contacts` or `-- migrate:verify text`.
///
/// A section's SQL is kept as written and begins on the line below its directive, so that line n of
/// it is the directive's line plus n.
struct SQLFile: Sendable {
    let description: String
    let up: [Operation]
    let down: [Operation]

    /// - Parameter file: what errors and the steps' locations call the file.
    /// - Throws: ``MigrationError/Code/invalidFile`` with `file:line: reason`.
    static func parse(_ text: String, file: String) throws -> SQLFile {
        let sections = try SQLSections(text, file: file)
        let steps = try sections.steps()
        guard let up = steps[.up] else {
            let directive = sections.all.first { $0.directive.name == "up" }
            let fault =
                directive == nil
                ? SQLFault("there is no migrate:up", hint: "Put -- migrate:up above the SQL.")
                : SQLFault("migrate:up has no SQL", hint: "Write the migration's SQL below it.")
            throw FileLocation(file: file, line: directive?.line ?? 1).error(fault)
        }
        return SQLFile(description: sections.description, up: up, down: steps[.down] ?? [])
    }
}

extension FileLocation {
    /// The fault as an error; `line`, if it has one, is counted from the line below this one.
    func error(_ fault: SQLFault) -> MigrationError {
        let place = FileLocation(file: file, line: line + (fault.line ?? 0))
        return MigrationError(.invalidFile, "\(place): \(fault.reason)", hint: fault.hint)
    }
}
