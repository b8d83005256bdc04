import GRDB

/// One table compared with what it must hold: row by row, both sides in order of key.
struct TableComparison {
    /// So many differences are told; the others are counted.
    static let toldLimit = 5

    let table: String
    private(set) var rowCount = 0
    private(set) var differenceCount = 0
    /// The first differences, in words.
    private(set) var told: [String] = []
}

extension TableComparison {
    init(_ expected: ExpectedTable, in db: Database) throws {
        self.init(table: expected.name)
        guard try db.tableExists(expected.name) else {
            note("the table \(expected.name) is missing")
            return
        }
        let columns = try db.columns(in: table).map(\.name)
        guard columns == expected.columns else {
            note("\(expected.name) has the columns \(columns), not \(expected.columns)")
            return
        }
        let order = columns.prefix(expected.keyColumnCount).joined(separator: ", ")
        let found = try Row.fetchCursor(
            db, sql: "SELECT * FROM \(expected.name) ORDER BY \(order)")
        try compare(expected) { try found.next()?.databaseValues.map(Value.init) }
    }

    private mutating func compare(_ expected: ExpectedTable, _ next: () throws -> [Value]?) throws {
        let keyCount = expected.keyColumnCount
        var found = try next()
        /// Passes by the found row.
        func advance(_ comparison: inout Self) throws {
            comparison.rowCount += 1
            found = try next()
        }
        for id in 1..<expected.idCount + 1 {
            for wanted in expected.rows(id) {
                while let extra = found, Self.precedes(extra, wanted, keyCount) {
                    note("\(expected.name(of: extra)) should not be there")
                    try advance(&self)
                }
                guard let row = found, row.starts(with: wanted.prefix(keyCount)) else {
                    note("\(expected.name(of: wanted)) is missing")
                    continue
                }
                if row != wanted { noteColumns(expected, row, wanted) }
                try advance(&self)
            }
        }
        while let extra = found {
            note("\(expected.name(of: extra)) should not be there")
            try advance(&self)
        }
    }

    private mutating func noteColumns(_ expected: ExpectedTable, _ row: [Value], _ wanted: [Value])
    {
        for (column, pair) in zip(expected.columns, zip(row, wanted)) where pair.0 != pair.1 {
            note("\(expected.name(of: wanted)): \(column) is \(pair.0), not \(pair.1)")
        }
    }

    private mutating func note(_ difference: @autoclosure () -> String) {
        differenceCount += 1
        if told.count < Self.toldLimit { told.append(difference()) }
    }

    private static func precedes(_ row: [Value], _ other: [Value], _ keyCount: Int) -> Bool {
        row.prefix(keyCount).lexicographicallyPrecedes(other.prefix(keyCount)) { $0.precedes($1) }
    }
}

extension ExpectedTable {
    /// `phones 17, "+4930123456"`
    fileprivate func name(of row: [Value]) -> String {
        "\(name) \(row.prefix(keyColumnCount).map(\.description).joined(separator: ", "))"
    }
}
