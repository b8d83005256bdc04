@testable import Stopover

extension Operation {
    /// Everything that the operation holds, for a test to compare; of closures that there is one.
    var testText: String {
        let what =
            switch kind {
            case .script(let script):
                "script\(script.inTransaction ? "" : " without transaction"): \(script.sql)"
            case .closure: "closure"
            case .addColumn(let table, let definition): "add to \(table): \(definition)"
            case .batch(let batch): batch.testText
            case .verify(.noRows(let text, let sql)): "verify \(text): \(sql)"
            case .verify(.sameRowCount(let tables)): "count \(tables)"
            case .restoreRows: "restore rows"
            }
        let keys = foreignKeys.map { " [\($0)]" } ?? ""
        return (location.map { "\($0) " } ?? "") + what + keys
    }
}

extension BatchDefinition {
    fileprivate var testText: String {
        let work =
            switch work {
            case .update(let set): "set \(set)"
            case .statements(let sql): sql
            case .transform(let transform): "\(transform.reading) to \(transform.writing)"
            case .forEachRow(let visit): "\(visit.reading)"
            }
        var text = "batch \(table)"
        if let keyColumns { text += " by \(keyColumns)" }
        if let chunkRowLimit { text += " rows \(chunkRowLimit)" }
        if let filter { text += " where \(filter)" }
        if refusals != .stop { text += " \(refusals)" }
        return text + ": " + work
    }
}
