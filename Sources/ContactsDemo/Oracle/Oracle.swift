/// What the tables must hold after the migrations, worked out from the generator's rows in plain
/// Swift: no engine, no SQL, and none of the migrations but the rule for phone numbers.
struct Oracle: Sendable {
    let generator: ContactGenerator
    /// The last migration, which writes over the phones, is taken back.
    var keepsPhones = false
    /// What somebody wrote into the contacts' cities since.
    var edits = Edits.none
    private let merges: Merges
    /// Contacts whose phone nobody can read, merged ones included.
    let refusedPhoneCount: Int

    init(_ generator: ContactGenerator) {
        self.generator = generator
        var merges = Merges(contactCount: generator.contactCount)
        var refused = 0
        for id in 1...generator.contactCount {
            let contact = generator.contact(id)
            if Self.numbers(of: contact) == nil { refused += 1 }
            merges.add(contact) { generator.contact($0) }
        }
        merges.finish()
        self.merges = merges
        refusedPhoneCount = refused
    }

    var mergedCount: Int { merges.loserCount }

    /// Every table, in order of name.
    var tables: [ExpectedTable] { [companies, contacts, orders, phones] }
}

extension Oracle {
    private var companies: ExpectedTable {
        ExpectedTable(
            "companies", columns: ["id", "name", "country"], idCount: generator.companyCount
        ) { [generator] id in
            let company = generator.company(id)
            return [[.integer(id), .text(company.name), .text(company.country)]]
        }
    }

    private var contacts: ExpectedTable {
        ExpectedTable(
            "contacts",
            columns: [
                "id", "company_id", "name", "email", "phone", "country", "city", "birthday",
                "notes", "created_at", "email_normalized", "updated_at",
            ], idCount: generator.contactCount
        ) { id in
            merges.winner(of: id) == id ? [row(generator.contact(id))] : []
        }
    }

    private func row(_ contact: Contact) -> [Value] {
        let number = keepsPhones ? nil : Self.numbers(of: contact)?.first
        return [
            .integer(contact.id), Value(contact.companyID), .text(contact.name),
            Value(contact.email), number.map(Value.text) ?? Value(contact.phone),
            Value(contact.country), Value(edits.city(of: contact)), Value(contact.birthday),
            Value(contact.notes),
            .text(contact.createdAt), Value(normalizedEmail(contact.email)),
            .text(contact.createdAt),
        ]
    }

    private var orders: ExpectedTable {
        ExpectedTable(
            "orders", columns: ["id", "contact_id", "total_in_cents", "placed_at"],
            idCount: generator.orderCount
        ) { id in
            let order = generator.order(id)
            let contact = merges.winner(of: order.contactID)
            return [
                [
                    .integer(id), .integer(contact), .integer(order.totalInCents),
                    .text(order.placedAt),
                ]
            ]
        }
    }

    private var phones: ExpectedTable {
        ExpectedTable(
            "phones", columns: ["contact_id", "e164", "position"], keyColumnCount: 2,
            idCount: generator.contactCount
        ) { id in
            guard merges.winner(of: id) == id else { return [] }
            return phones(of: generator.contact(id)).map { phone in
                [.integer(id), .text(phone.number), Value(phone.position)]
            }
        }
    }

    /// The contact's own numbers and those that merged contacts brought, in order of number.
    private func phones(of contact: Contact) -> [(number: String, position: Int?)] {
        var phones: [(number: String, position: Int?)] = []
        for (index, number) in (Self.numbers(of: contact) ?? []).enumerated() {
            phones.append((number, index + 1))
        }
        for loser in merges.losers(of: contact.id) {
            for number in Self.numbers(of: generator.contact(loser)) ?? []
            where !phones.contains(where: { $0.number == number }) {
                phones.append((number, nil))
            }
        }
        return phones.sorted { $0.number.utf8.lexicographicallyPrecedes($1.number.utf8) }
    }

    /// Nil where the phone can't be read.
    private static func numbers(of contact: Contact) -> [String]? {
        switch contact.phone {
        case nil: return []
        case .blob: return nil
        case .text(let text):
            do {
                let numbers = try e164(text, country: contact.country) ?? ""
                return numbers.split(separator: " ").map(String.init)
            } catch {
                return nil
            }
        }
    }
}

extension Value {
    fileprivate init(_ phone: Contact.Phone?) {
        switch phone {
        case nil: self = .null
        case .text(let text): self = .text(text)
        case .blob(let bytes): self = .blob(bytes)
        }
    }
}
