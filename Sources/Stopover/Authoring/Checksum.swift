import Crypto

/// What the engine knows a migration's `up` by once it is applied: SHA-256 in lower-case
/// hexadecimal digits.
///
/// What counts is what changes the result. Of SQL these are its tokens as written, letter case
/// included: comments, white space, line ends and the last semicolon don't count. Of steps they are
/// their kind, table, key, and how they treat transactions and foreign keys. `chunk:`, the refusals
/// policy and the words of a check don't count: they change how a run goes and what it says, not
/// what it leaves. `down` doesn't count either, so that it can still be written or put right when
/// `up` is applied.
///
/// Of closures only the tables, filters and columns beside them are known, so the declared
/// `revision` counts where there is one, once.
enum Checksum {
    static func of(operations: [Operation], revision: Int, foreignKeys: ForeignKeys) -> String {
        var hash = PartsHash()
        hash.add("stopover-1")
        hash.add(operations.contains(where: \.holdsClosure) ? String(revision) : "")
        hash.add(operations.count)
        for operation in operations {
            hash.add(operation, foreignKeys: operation.foreignKeys ?? foreignKeys)
        }
        return hash.hexadecimal
    }
}

/// A hash over parts with their lengths before them, so that no two lists of parts come to the same
/// bytes.
private struct PartsHash {
    private var hash = SHA256()

    var hexadecimal: String {
        hash.finalize().map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }

    mutating func add(_ count: Int) {
        withUnsafeBytes(of: UInt64(count).littleEndian) { hash.update(bufferPointer: $0) }
    }

    mutating func add(_ part: some StringProtocol) {
        let bytes = Array(part.utf8)
        add(bytes.count)
        hash.update(data: bytes)
    }

    mutating func add(_ parts: [some StringProtocol]) {
        add(parts.count)
        for part in parts { add(part) }
    }

    mutating func add(sql: String) {
        var tokens = SQLTokenizer.significant(sql)[...]
        while tokens.last?.isSemicolon == true { tokens.removeLast() }
        add(tokens.map(\.text))
    }
}

extension PartsHash {
    mutating func add(_ operation: Operation, foreignKeys: ForeignKeys) {
        switch operation.kind {
        case .script(let script): add(script, foreignKeys: foreignKeys)
        case .addColumn(let table, let definition):
            add(Script(addingColumn: definition, to: table), foreignKeys: foreignKeys)
        case .closure:
            add("closure")
            add(foreignKeys.rawValue)
        case .batch(let batch): add(batch)
        case .verify(.noRows(_, let sql)):
            add("no rows")
            add(sql: sql)
        case .verify(.sameRowCount(let tables)):
            add("same row count")
            add(tables)
        case .restoreRows: add("restore rows")
        }
    }

    private mutating func add(_ script: Script, foreignKeys: ForeignKeys) {
        add("script")
        add(script.inTransaction ? "transaction" : "")
        add(foreignKeys.rawValue)
        add(sql: script.sql)
    }

    private mutating func add(_ batch: BatchDefinition) {
        add("batch")
        add(batch.table)
        add(batch.keyColumns ?? [])
        switch batch.work {
        case .update(let set):
            add(statements: batch.statements(updating: set), filter: nil)
        case .statements(let sql):
            let whole = batch.statements(narrowing: sql)
            add(statements: whole ?? sql, filter: whole == nil ? batch.filter : nil)
        case .transform(let transform):
            add("transform")
            add(sql: batch.filter ?? "")
            add(transform.reading)
            add(transform.writing)
        case .forEachRow(let visit):
            add("for each row")
            add(sql: batch.filter ?? "")
            add(visit.reading)
        }
    }

    private mutating func add(statements sql: String, filter: String?) {
        add("statements")
        add(sql: filter ?? "")
        add(sql: sql)
    }
}
