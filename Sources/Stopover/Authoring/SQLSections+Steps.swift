extension SQLSections {
    /// What the sections say: `batch` and `verify` belong to the `up` or `down` that they follow.
    func steps() throws -> [Direction: [Operation]] {
        var steps: [Direction: [Operation]] = [:]
        var direction: Direction?
        for section in all {
            let location = FileLocation(file: file, line: section.line)
            do throws(SQLFault) {
                direction = Direction(rawValue: section.directive.name) ?? direction
                guard var operation = try section.operation(in: direction), let direction else {
                    continue
                }
                operation.location = location
                try operation.check()
                steps[direction, default: []].append(operation)
            } catch {
                throw location.error(error)
            }
        }
        return steps
    }
}

extension SQLSections.Section {
    /// Nil of an `up` or `down` without SQL.
    fileprivate func operation(in direction: Direction?) throws(SQLFault) -> Operation? {
        switch (directive.name, direction) {
        case ("up", _), ("down", _): try script()
        case ("batch", .some): try batch()
        case ("verify", .some): Operation(.verify(.noRows(text: directive.rest, sql: sql)))
        case ("restore", .down): try restore()
        case ("restore", .up): Operation(.restoreRows)
        case ("batch", nil), ("verify", nil), ("restore", nil):
            throw SQLFault(
                "migrate:\(directive.name) stands before the first migrate:up or migrate:down",
                hint: "It belongs to the one that it follows: put -- migrate:up above it.")
        default:
            throw SQLFault(
                "there is no section \"migrate:\(directive.name)\"",
                hint:
                    "The sections are migrate:up, migrate:down, migrate:batch, migrate:verify and "
                    + "migrate:restore.")
        }
    }

    private func restore() throws(SQLFault) -> Operation {
        guard directive.rest.isEmpty else {
            throw SQLFault(
                "migrate:restore has no options", hint: "Leave out what stands behind it.")
        }
        guard SQLTokenizer.significant(sql).isEmpty else {
            throw SQLFault(
                "there is SQL behind migrate:restore", hint: "Put -- migrate:down above the SQL.")
        }
        return Operation(.restoreRows)
    }

    private func script() throws(SQLFault) -> Operation? {
        let options = try directive.options([.transaction, .foreignKeys])
        let script = Script(
            sql: sql, inTransaction: try options[.transaction]?.transaction() ?? true)
        let foreignKeys = try options[.foreignKeys]?.foreignKeys()
        let isBlank = SQLTokenizer.significant(sql).allSatisfy(\.isSemicolon)
        return isBlank ? nil : Operation(.script(script), foreignKeys: foreignKeys)
    }

    private func batch() throws(SQLFault) -> Operation {
        let options = try directive.options([.table, .key, .chunk])
        guard let table = try options[.table]?.name() else {
            throw SQLFault(
                "migrate:batch names no table",
                hint: "Name the one that it pages: -- migrate:batch table:contacts")
        }
        var batch = BatchDefinition(table: table, filter: nil, work: .statements(sql: sql))
        batch.keyColumns = try options[.key]?.names()
        batch.chunkRowLimit = try options[.chunk]?.rowCount()
        return Operation(.batch(batch))
    }
}
