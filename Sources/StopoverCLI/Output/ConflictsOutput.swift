import Stopover

/// What a rollback could not put back.
struct ConflictsOutput {
    let report: RunReport
    /// Keys that are not integers are shown.
    let showsKeys: Bool

    var lines: [String] {
        guard report.conflictCount > 0 else { return [] }
        let isOne = report.conflictCount == 1
        let stay =
            isOne
            ? "1 conflict: this did not go back, and stays as it is."
            : "\(Readable.number(report.conflictCount)) conflicts: these did not go back, and stay as they "
                + "are."
        let left = report.conflictCount - report.conflicts.count
        let more = left > 0 ? ["  … and \(Readable.number(left)) more"] : []
        return [stay] + report.conflicts.map(line) + more
            + [
                "\(isOne ? "It is" : "They are") listed in the table \(report.conflictTable.singleLine)."
            ]
    }

    var json: JSON {
        .array(
            report.conflicts.map { conflict in
                .object([
                    ("table", .string(conflict.table)), ("key", .string(key(conflict))),
                    ("column", JSON(conflict.column)), ("kind", .string(conflict.kind.rawValue)),
                ])
            })
    }

    /// `  contacts 17, phone: changed since`
    private func line(_ conflict: Conflict) -> String {
        let column = conflict.column.map { ", \($0)" } ?? ""
        let place = "\(conflict.table) \(key(conflict))\(column)".singleLine
        return "  \(place): \(conflict.kind.explanation)"
    }

    private func key(_ conflict: Conflict) -> String {
        showsKeys ? conflict.key : conflict.publicKey
    }
}

extension Conflict.Kind {
    fileprivate var explanation: String {
        switch self {
        case .changed: "changed since"
        case .deleted: "the row was deleted since"
        case .exists: "another row has its key"
        case .notUnique: "another row has the value"
        case .parentMissing: "the row that it refers to is gone"
        case .referenced: "other rows refer to it"
        case .constraint: "a constraint refuses the old value"
        }
    }
}
