import Stopover

/// 006: one contact for each mail address. The one touched last stays, and takes the others' orders
/// and the numbers that it lacks. There is no way down: nothing tells afterwards who was whom.
struct MergeDuplicates: Migration {
    let version: MigrationVersion = 6
    let description = "Merge contacts that share a mail address"

    var up: Steps {
        Execute(
            """
            CREATE TABLE merges (loser INTEGER PRIMARY KEY, winner INTEGER NOT NULL);
            INSERT INTO merges SELECT id, winner FROM (
                SELECT id, first_value(id) OVER (
                    PARTITION BY email_normalized ORDER BY updated_at DESC, id DESC) AS winner
                FROM contacts WHERE email_normalized IS NOT NULL)
            WHERE id <> winner
            """)
        // A number that the winner has already is let be and goes with the loser. A position is one
        // among the numbers that a contact came with, so those from elsewhere have none.
        Batch(
            "merges",
            """
            UPDATE orders SET contact_id = winner FROM merges WHERE contact_id = loser AND :chunk;
            UPDATE OR IGNORE phones SET contact_id = winner, position = NULL
                FROM merges WHERE contact_id = loser AND :chunk;
            DELETE FROM contacts WHERE id IN (SELECT loser FROM merges WHERE :chunk)
            """)
        Verify(sameRowCount: "orders")
        Verify(
            "no merged contact is left",
            noRows: "SELECT id FROM contacts JOIN merges ON id = loser")
        Execute(
            """
            DROP TABLE merges;
            CREATE UNIQUE INDEX contacts_email ON contacts(email_normalized)
            """)
    }
}
