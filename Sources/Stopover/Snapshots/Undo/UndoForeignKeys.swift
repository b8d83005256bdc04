/// What foreign keys ask of the rows of a group once they are put back. Empty where no foreign key
/// touches them, so that they pay nothing.
struct UndoForeignKeys: Sendable {
    /// Asks by a row's key whether it refers to nothing; finds a row if so.
    let orphans: [String]
    /// The same keys by the values that a row is to have.
    let parents: [Parent]
    let references: [Reference]
    /// Columns that the references need and the group doesn't have.
    let furtherColumns: [String]

    /// What a row refers to.
    struct Parent: Sendable, Hashable {
        let table: String
        let columns: [String]
        /// Finds the parent by the columns' values; nil where its table is gone.
        let sql: String?
    }

    /// Rows that may refer to a value that a row of the group no longer has.
    struct Reference: Sendable, Hashable {
        let child: String
        let childColumns: [String]
        /// Asks by the value whether a row refers to it that no other row gives it; finds one if so.
        let sql: String
        /// The same without looking for another row that gives it: the condition on the child's table.
        let childCondition: String
        /// Where the value stands among the cells of a row that is read.
        let cells: [Int]
    }

    var isEmpty: Bool { orphans.isEmpty && references.isEmpty }

    init(_ shape: TableShape, _ changes: RowChanges, key: BatchKey, _ foreignKeys: [ForeignKey]) {
        let table = FoldedName(shape.name)
        /// An update touches the columns that it sets, and those that may be made of them.
        func touches(_ columns: [String]) -> Bool {
            changes.kind != .updated
                || columns.contains {
                    changes.isOwnColumn($0) || shape.column($0)?.isGenerated == true
                }
        }
        let outgoing = foreignKeys.filter {
            FoldedName($0.child) == table && changes.kind != .inserted && touches($0.childColumns)
        }
        let incoming = foreignKeys.filter {
            FoldedName($0.parent) == table && changes.kind != .deleted && touches($0.parentColumns)
        }
        let condition = UndoTable.condition(key, changes.keyColumns, from: 1)
        orphans = outgoing.map { $0.orphanSQL(condition) }
        parents = outgoing.map { $0.asParent }
        var cells = changes.keyColumns + changes.columns
        let ownCount = cells.count
        references = incoming.map { foreignKey in
            let places = foreignKey.parentColumns.map { column in
                if let place = cells.firstIndex(where: { FoldedName($0) == FoldedName(column) }) {
                    return place
                }
                cells.append(column)
                return cells.count - 1
            }
            return Reference(
                child: foreignKey.child, childColumns: foreignKey.childColumns,
                sql: foreignKey.referenceSQL(shape),
                childCondition: foreignKey.childCondition(shape), cells: places)
        }
        furtherColumns = Array(cells[ownCount...])
    }
}

extension ForeignKey {
    /// `keyCondition` tells the child's row. Compared as the parent's column compares
    /// (<https://sqlite.org/foreignkeys.html>, section 3), which stands at the left therefore.
    fileprivate func orphanSQL(_ keyCondition: String) -> String {
        let table = quoted(child)
        let hasValue = childColumns.map { "\(table).\(quoted($0)) IS NOT NULL" }
            .joined(separator: " AND ")
        let head = "SELECT 1 FROM \(table) WHERE \(keyCondition) AND \(hasValue)"
        guard !isParentGone else { return head }
        let same = zip(parentColumns, childColumns)
            .map { "_parent.\(quoted($0)) = \(table).\(quoted($1))" }.joined(separator: " AND ")
        return "\(head) AND NOT EXISTS (SELECT 1 FROM \(quoted(parent)) AS _parent WHERE \(same))"
    }

    fileprivate func referenceSQL(_ parentShape: TableShape) -> String {
        """
        SELECT 1 FROM \(quoted(child)) AS _child WHERE \(childCondition(parentShape)) \
        AND NOT EXISTS (\(parentSQL)) LIMIT 1
        """
    }

    fileprivate var asParent: UndoForeignKeys.Parent {
        .init(table: parent, columns: childColumns, sql: isParentGone ? nil : parentSQL)
    }

    private var parentSQL: String {
        let given = parentColumns.enumerated().map { "_parent.\(quoted($1)) = ?\($0 + 1)" }
            .joined(separator: " AND ")
        return "SELECT 1 FROM \(quoted(parent)) AS _parent WHERE \(given)"
    }

    /// Under the parent's collation, whatever the child's is.
    fileprivate func childCondition(_ parentShape: TableShape) -> String {
        zip(childColumns, parentColumns).enumerated().map { place, columns in
            let collation = parentShape.column(columns.1)?.collation ?? "BINARY"
            return "_child.\(quoted(columns.0)) COLLATE \(quoted(collation)) = ?\(place + 1)"
        }.joined(separator: " AND ")
    }
}
