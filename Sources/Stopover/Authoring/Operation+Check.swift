extension Operation {
    /// Refuses what is wrong with the step on the face of it, before any database is asked.
    func check() throws(SQLFault) {
        switch kind {
        case .script(let script): try checkScript(script.sql)
        case .closure: break
        case .addColumn(let table, let definition):
            try checkName(table, "the table")
            try checkScript(definition)
        case .batch(let batch): try batch.check()
        case .verify(.noRows(let text, let sql)):
            guard text.contains(where: { !$0.isWhitespace }) else {
                throw SQLFault(
                    "the check has no text",
                    hint: "Say what must hold, such as: every phone is normalized.")
            }
            try checkSQL(sql, of: "the check", parameters: .none)
        case .verify(.sameRowCount(let tables)):
            guard !tables.isEmpty else {
                throw SQLFault("the check names no table", hint: "Name the tables to count.")
            }
            for table in tables { try checkName(table, "a table") }
        case .restoreRows: break
        }
    }

    private func checkScript(_ sql: String) throws(SQLFault) {
        try checkSQL(sql, of: "the step", parameters: .none)
    }
}

extension BatchDefinition {
    fileprivate func check() throws(SQLFault) {
        try checkName(table, "the batch's table")
        if let keyColumns {
            guard !keyColumns.isEmpty else {
                throw SQLFault("the key names no column", hint: "Leave it out for the primary key.")
            }
            try checkColumns(keyColumns, of: "the key", distinct: true)
        }
        if let chunkRowLimit, chunkRowLimit < 1 {
            throw SQLFault(
                "a chunk can't have \(chunkRowLimit) rows", hint: "Give it 1 row or more.")
        }
        if case .quarantine(let limit) = refusals, limit < 0 {
            throw SQLFault(
                "the quarantine can't hold \(limit) rows", hint: "Give it 0 rows or more.")
        }
        if let filter { try checkSQL(filter, of: "the batch's where:", parameters: .none) }
        try checkWork()
    }

    private func checkWork() throws(SQLFault) {
        switch work {
        case .update(let set): try checkSQL(set, of: "the update", parameters: .none)
        case .statements(let sql):
            try checkSQL(sql, of: "the batch", parameters: .keyRange)
            guard !ChunkTemplate.names(in: sql).isEmpty else {
                throw SQLFault(
                    "the batch uses neither :chunk nor :first and :last, so each chunk would do the "
                        + "whole work again",
                    hint: "Write :chunk where a chunk's rows are meant, such as WHERE :chunk.")
            }
        case .transform(let transform):
            try checkColumns(transform.reading, of: "reading:", distinct: false)
            try checkColumns(transform.writing, of: "writing:", distinct: true)
        case .forEachRow(let visit):
            try checkColumns(visit.reading, of: "reading:", distinct: false)
        }
    }

    private func checkColumns(
        _ columns: [String], of part: String, distinct: Bool
    ) throws(SQLFault) {
        guard !columns.isEmpty, columns.allSatisfy({ !$0.isEmpty }) else {
            throw SQLFault("\(part) lacks a column's name", hint: "Name each column.")
        }
        guard distinct else { return }
        var seen: Set<[UInt8]> = []
        // SQLite takes names that differ in the case of ASCII letters alone for the same.
        for column in columns where !seen.insert(column.utf8.map(\.inLowerCase)).inserted {
            throw SQLFault("\(part) names the column \(column) twice", hint: "Name it once.")
        }
    }
}

/// The parameters that SQL may use.
private enum AllowedParameters {
    case none
    case keyRange
}

private func checkName(_ name: String, _ what: String) throws(SQLFault) {
    guard !name.isEmpty else {
        throw SQLFault("\(what) has no name", hint: "Name it.")
    }
}

/// Refuses SQL that is blank, that SQLite would read only in part, or whose parameters would
/// silently be NULL.
private func checkSQL(
    _ sql: String, of part: String, parameters: AllowedParameters
) throws(SQLFault) {
    var isBlank = true
    for token in SQLTokenizer(sql) {
        try token.checkWhole()
        guard token.isSignificant, !token.isSemicolon else { continue }
        isBlank = false
        guard token.kind == .parameter else { continue }
        switch parameters {
        case .none:
            throw SQLFault(
                "\(part) uses the parameter \(token.text), which has no value",
                hint: "Only the statements of a batch have parameters.", line: token.line)
        case .keyRange:
            guard let name = token.parameterName, ChunkTemplate.isBound(name) else {
                throw SQLFault(
                    "\(part) uses the parameter \(token.text), which has no value",
                    hint: "A batch has :chunk, :first and :last; where its key has several "
                        + "columns, :first_a and :last_a for the column a.",
                    line: token.line)
            }
        }
    }
    if isBlank { throw SQLFault("\(part) has no SQL", hint: "Write some, or leave it out.") }
}

extension SQLTokenizer.Token {
    /// Refuses a token that is never closed, and a NUL, at which SQLite would stop reading.
    func checkWhole() throws(SQLFault) {
        guard isClosed else {
            throw SQLFault(
                "a \(kindInWords) begins that is never closed", hint: "Close it where it ends.",
                line: line)
        }
        if let nul = text.unicodeScalars.firstIndex(of: "\0") {
            throw SQLFault(
                "there is a NUL character in the SQL, where SQLite would stop reading",
                hint: "Remove it.", line: line + text[..<nul].unicodeScalars.count { $0 == "\n" })
        }
    }
}

extension UInt8 {
    fileprivate var inLowerCase: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }
}
