import Stopover
import Testing

@testable import ContactsDemo

struct NormalizePhonesTests {
    @Test func writesNumbersLeavesTheHopelessAndQuarantinesTheUnreadable() throws {
        let database = try DemoDatabase(rows: 100)
        try database.execute(
            """
            DELETE FROM orders; DELETE FROM contacts;
            INSERT INTO contacts (id, name, phone, country, created_at) VALUES
                (1, 'a', '030 1234567', 'DE', ''), (2, 'b', NULL, 'DE', ''), (3, 'c', '', 'DE', ''),
                (4, 'd', 'n/a', 'DE', ''), (5, 'e', '110', 'DE', ''), (6, 'f', x'30', 'DE', ''),
                (7, 'g', '030 1234567', NULL, ''), (8, 'h', '+33 1 23 45 67 89; 030 1234567', 'DE', '');
            """)
        let report = try database.migrator().runAndWait(to: 3)
        #expect(report.rowsQuarantined == 2)
        #expect(
            try database.rows("SELECT id, phone_e164 FROM contacts ORDER BY id") == [
                "1|\"+49301234567\"", "2|NULL", "3|NULL", "4|NULL", "5|NULL", "6|NULL", "7|NULL",
                "8|\"+33123456789 +49301234567\"",
            ])
    }
}
