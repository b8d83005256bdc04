import Testing

@testable import ContactsDemo

struct DatabaseFillerTests {
    @Test func writesWhatTheGeneratorMakes() throws {
        let database = try DemoDatabase(rows: 500)
        let generator = database.generator
        let contacts = try database.rows("SELECT * FROM contacts ORDER BY id")
        #expect(contacts == (1...500).map { Self.row(generator.contact($0)) })
        let companies = try database.rows("SELECT * FROM companies ORDER BY id")
        #expect(
            companies
                == (1...20).map { id in
                    let company = generator.company(id)
                    return Self.row([.integer(id), .text(company.name), .text(company.country)])
                })
        let orders = try database.rows("SELECT * FROM orders ORDER BY id")
        #expect(
            orders
                == (1...200).map { id in
                    let order = generator.order(id)
                    return Self.row([
                        .integer(id), .integer(order.contactID), .integer(order.totalInCents),
                        .text(order.placedAt),
                    ])
                })
    }

    @Test func leavesTheDatabaseInWALModeWithoutAViolation() throws {
        let database = try DemoDatabase(rows: 100)
        #expect(try database.rows("PRAGMA journal_mode") == ["\"wal\""])
        #expect(try database.rows("PRAGMA foreign_key_check") == [])
    }

    private static func row(_ contact: Contact) -> String {
        let phone: Value =
            switch contact.phone {
            case .text(let text): .text(text)
            case .blob(let bytes): .blob(bytes)
            case nil: .null
            }
        return row([
            .integer(contact.id), Value(contact.companyID), .text(contact.name),
            Value(contact.email), phone, Value(contact.country), Value(contact.city),
            Value(contact.birthday), Value(contact.notes), .text(contact.createdAt),
        ])
    }

    private static func row(_ values: [Value]) -> String {
        DemoDatabase.text(values)
    }
}
