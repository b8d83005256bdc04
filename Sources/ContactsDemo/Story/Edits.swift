import GRDB

/// What somebody else writes after the migrations: cities of some contacts.
struct Edits: Sendable {
    static let none = Edits(contactIDs: [])

    let contactIDs: Set<Int>
    static let city = "Stopover"

    func city(of contact: Contact) -> String? {
        contactIDs.contains(contact.id) ? Self.city : contact.city
    }

    /// Edits so many contacts, spread over the table, as another program would.
    init(_ count: Int, in path: String) throws {
        let database = try DatabaseQueue(path: path)
        defer { try? database.close() }
        let ids = try database.write { db in
            let every =
                try Int.fetchOne(
                    db, sql: "SELECT max(1, count(*) / ?) FROM contacts", arguments: [count]) ?? 1
            return try Int.fetchAll(
                db,
                sql: """
                    UPDATE contacts SET city = ? WHERE id IN (
                        SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM contacts)
                        WHERE place % ? = 0 LIMIT ?)
                    RETURNING id
                    """, arguments: [Self.city, every, count])
        }
        contactIDs = Set(ids)
    }

    private init(contactIDs: Set<Int>) {
        self.contactIDs = contactIDs
    }
}
