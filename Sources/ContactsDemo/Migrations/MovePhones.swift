import GRDB
import Stopover

/// 005: phone numbers in a table of their own, because a contact can have several.
struct MovePhones: Migration {
    let version: MigrationVersion = 5
    let description = "Move phone numbers to a table of their own"

    var up: Steps {
        Execute(
            """
            CREATE TABLE phones (
                contact_id INTEGER NOT NULL REFERENCES contacts(id) ON DELETE CASCADE,
                e164 TEXT NOT NULL,
                position INTEGER,
                PRIMARY KEY (contact_id, e164)
            ) WITHOUT ROWID
            """)
        ForEachRow(
            "contacts", where: "phone_e164 IS NOT NULL",
            reading: .integer("id"), .text("phone_e164")
        ) { db, id, numbers in
            let insert = try db.cachedStatement(sql: "INSERT INTO phones VALUES (?, ?, ?)")
            for (index, number) in (numbers ?? "").split(separator: " ").enumerated() {
                try insert.execute(arguments: [id, String(number), index + 1])
            }
        }
        Verify(
            "every contact with a number has it in phones",
            noRows: """
                SELECT id FROM contacts WHERE phone_e164 IS NOT NULL
                    AND NOT EXISTS (SELECT * FROM phones WHERE contact_id = contacts.id)
                """)
        Execute("ALTER TABLE contacts DROP COLUMN phone_e164")
    }

    var down: Steps {
        AddColumn("contacts", "phone_e164 TEXT")
        Update(
            "contacts",
            set: """
                phone_e164 = (SELECT group_concat(e164, ' ') FROM (
                    SELECT e164 FROM phones WHERE contact_id = contacts.id ORDER BY position))
                """)
        Execute("DROP TABLE phones")
    }
}
