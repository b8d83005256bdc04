import Foundation
import Stopover

/// The answer of `info`.
struct InfoOutput {
    let info: DatabaseInfo
    let snapshots: SnapshotTally
    /// Now: the newest snapshot's age is told.
    let date: Date

    var text: String {
        let width = facts.map(\.name.count).max() ?? 0
        let lines = facts.map { name, value in
            name + String(repeating: " ", count: width - name.count) + "  " + value
        }
        return (lines + ["", tables]).joined(separator: "\n")
    }

    var event: JSONEvent {
        JSONEvent(
            "info",
            details: [
                ("path", .string(info.path)), ("size_bytes", .integer(info.sizeInBytes)),
                ("page_size_bytes", .integer(info.pageSizeInBytes)),
                ("page_count", .integer(info.pageCount)),
                ("journal_mode", .string(info.journalMode)), ("encoding", .string(info.encoding)),
                ("sqlite_version", .string(info.sqliteVersion)),
                ("applied_count", .integer(info.appliedCount)),
                ("last_applied", JSON(info.lastApplied?.text)),
                ("snapshots", snapshots.json),
                ("free_disk_bytes", JSON(info.freeDiskInBytes)),
                ("tables", .array(info.tables.map(\.json))),
            ])
    }

    private var facts: [(name: String, value: String)] {
        let pages = Readable.count(info.pageCount, "page")
        let pageSize = Readable.count(info.pageSizeInBytes, "byte")
        let last = info.lastApplied.map { ", the last is \($0)" } ?? ""
        var facts = [
            ("Database", info.path),
            ("Size", "\(Readable.size(info.sizeInBytes)), \(pages) of \(pageSize)"),
            ("Journal mode", info.journalMode),
            ("Encoding", info.encoding),
            ("SQLite", info.sqliteVersion),
            ("Migrations", "\(Readable.number(info.appliedCount)) applied\(last)"),
            ("Snapshots", snapshots.text(at: date)),
        ]
        if let free = info.freeDiskInBytes { facts.append(("Free disk", Readable.size(free))) }
        return facts.map { (name: $0.0, value: $0.1) }
    }

    private var tables: String {
        guard !info.tables.isEmpty else { return "There are no tables." }
        let isCounted = info.tables.contains { $0.rows != nil }
        var table = TextTable(header: ["TABLE"] + (isCounted ? ["ROWS"] : []) + ["INDEXES"])
        for entry in info.tables {
            let rows = entry.rows.map(Readable.number) ?? ""
            table.add(
                [entry.name.singleLine] + (isCounted ? [rows] : [])
                    + [entry.indexes.joined(separator: ", ").singleLine])
        }
        return table.text
    }
}

extension DatabaseInfo.Table {
    fileprivate var json: JSON {
        .object([("name", .string(name)), ("rows", JSON(rows)), ("indexes", JSON(indexes))])
    }
}
