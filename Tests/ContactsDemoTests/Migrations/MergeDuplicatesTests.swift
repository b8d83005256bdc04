import Stopover
import Testing

@testable import ContactsDemo

struct MergeDuplicatesTests {
    /// Three contacts share an address; the second was touched last.
    @Test func movesOrdersAndNumbersToTheContactTouchedLast() throws {
        let database = try DemoDatabase(rows: 100)
        try database.execute(
            """
            DELETE FROM orders; DELETE FROM contacts;
            INSERT INTO contacts (id, name, email, phone, country, created_at) VALUES
                (1, 'a', 'A@x', '+4930111111; +4930222222', 'DE', '2020'),
                (2, 'b', 'a@x ', '+4930222222', 'DE', '2022'),
                (3, 'c', 'a@X', '+4930111111; +4930333333', 'DE', '2021'),
                (4, 'd', NULL, '+4930444444', 'DE', '2021'),
                (5, 'e', '', NULL, 'DE', '2021');
            INSERT INTO orders SELECT id, id, 100, '' FROM contacts;
            """)
        try database.migrator().runAndWait()
        #expect(try database.rows("SELECT id FROM contacts ORDER BY id") == ["2", "4", "5"])
        #expect(
            try database.rows("SELECT id, contact_id FROM orders ORDER BY id") == [
                "1|2", "2|2", "3|2", "4|4", "5|5",
            ])
        #expect(
            try database.rows("SELECT * FROM phones ORDER BY contact_id, e164") == [
                "2|\"+4930111111\"|NULL", "2|\"+4930222222\"|1", "2|\"+4930333333\"|NULL",
                "4|\"+4930444444\"|1",
            ])
        #expect(
            try database.rows(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'merges'") == [])
    }
}
