import GRDB
import Stopover
import Testing

@testable import ContactsDemo

struct ComparisonTests {
    @Test(arguments: [1, 2, 3] as [UInt64])
    func findsAMigratedDatabaseEqual(seed: UInt64) throws {
        let database = try DemoDatabase(rows: 1000, seed: seed)
        try database.migrator().runAndWait()
        let comparison = try database.comparison()
        #expect(comparison.differences == [])
        #expect(comparison.differences == [])
        #expect(comparison.tables.map(\.table) == ["companies", "contacts", "orders", "phones"])
        #expect(comparison.mergedCount > 0)
        #expect(comparison.quarantinedCount > 0)
        let counted = try comparison.tables.map { table in
            try database.rows("SELECT count(*) FROM \(table.table)") == ["\(table.rowCount)"]
        }
        #expect(counted == [true, true, true, true])
    }

    @Test func findsEveryKindOfDamage() throws {
        let database = try DemoDatabase(rows: 1000)
        try database.migrator().runAndWait()
        let order = database.generator.order(7)
        let refused = try database.comparison().quarantinedCount
        let damages: [(String, [String])] = [
            ("DELETE FROM orders WHERE id = 7", ["orders 7 is missing"]),
            (
                "INSERT INTO orders VALUES (401, 1000000, 5, '')",
                ["orders 401 should not be there", "rows that violate a foreign key: 1"]
            ),
            (
                "UPDATE orders SET total_in_cents = 1 WHERE id = 7",
                ["orders 7: total_in_cents is 1, not \(order.totalInCents)"]
            ),
            (
                "CREATE TABLE more (id)",
                [
                    "the tables are [\"companies\", \"contacts\", \"more\", \"orders\", \"phones\"], "
                        + "not [\"companies\", \"contacts\", \"orders\", \"phones\"]"
                ]
            ),
            (
                "DELETE FROM _migration_quarantine",
                ["0 rows are in quarantine, not \(refused)"]
            ),
            (
                "DELETE FROM _migrations WHERE version = '006'",
                ["the migrations [006] are not applied"]
            ),
        ]
        for (sql, differences) in damages {
            let copy = try database.copy()
            try copy.execute(sql)
            let comparison = try copy.comparison()
            #expect(comparison.differences == differences, "\(sql)")
            #expect(!comparison.differences.isEmpty)
        }
    }

    @Test func findsAnIndexThatLies() throws {
        let database = try DemoDatabase(rows: 1000)
        try database.migrator().runAndWait()
        try database.execute(
            """
            PRAGMA writable_schema = ON;
            UPDATE sqlite_master SET sql = replace(sql, '(contact_id)', '(total_in_cents)')
                WHERE name = 'orders_contact';
            """)
        let differences = try database.comparison().differences
        #expect(differences.count == 1)
        #expect(differences.first?.hasPrefix("integrity_check says") == true)
    }

    @Test func countsTheDifferencesThatItDoesNotTell() throws {
        let database = try DemoDatabase(rows: 1000)
        try database.migrator().runAndWait()
        try database.execute("DELETE FROM orders WHERE id <= 20")
        #expect(
            try database.comparison().differences
                == (1...5).map { "orders \($0) is missing" } + ["orders: 15 more differences"])
    }
}
