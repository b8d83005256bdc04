import BenchmarkSupport
import GRDB
import Stopover

/// A batch of each kind, on the contacts.
enum Kind: String, CaseIterable {
    case update, transform, batch, forEachRow

    var migration: any Migration { Change(kind: self) }

    private struct Change: Migration {
        let kind: Kind
        let version: MigrationVersion = 1

        var up: Steps {
            switch kind {
            case .update: Update("contacts", set: "email = lower(trim(email))")
            case .transform: Dialled.transform
            case .batch:
                Batch("contacts", "UPDATE contacts SET visits = visits + 1 WHERE :chunk")
            case .forEachRow:
                ForEachRow("contacts", reading: .integer("id")) { db, id in
                    try db.cachedStatement(sql: "UPDATE contacts SET visits = 1 WHERE id = ?")
                        .execute(arguments: [id])
                }
            }
        }
    }
}
