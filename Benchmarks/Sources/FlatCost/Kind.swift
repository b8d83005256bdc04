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
            case .transform:
                Transform("contacts", reading: .text("phone"), writing: .text("phone")) { phone in
                    phone.map { String(decoding: $0.utf8.filter(isDialled), as: UTF8.self) }
                }
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

@Sendable private func isDialled(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "+") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}
