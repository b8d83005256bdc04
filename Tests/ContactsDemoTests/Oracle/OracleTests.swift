import Testing

@testable import ContactsDemo

struct OracleTests {
    private static let oracle = Oracle(ContactGenerator(seed: 3, contactCount: 3000))
    private static let contacts = (1...3000).map(oracle.generator.contact)

    @Test func expectsFourTablesInOrderOfName() {
        #expect(Self.oracle.tables.map(\.name) == ["companies", "contacts", "orders", "phones"])
    }

    @Test func keepsOneContactForEachAddressAndAllWithoutOne() {
        let addresses = Self.contacts.map { normalizedEmail($0.email) }
        let kept = Set(addresses.compactMap(\.self)).count + addresses.count { $0 == nil }
        let rows = Self.rows("contacts")
        #expect(rows.count == kept)
        #expect(Self.oracle.mergedCount == 3000 - kept)
        let normalized = rows.map { $0[10] }.filter { $0 != .null }
        #expect(normalized.count == Set(normalized.map(\.description)).count)
    }

    @Test func leavesTheOriginalsAsTheyWere() {
        for row in Self.rows("contacts") {
            guard case .integer(let id) = row[0] else {
                Issue.record("an id that is no integer")
                continue
            }
            let contact = Self.contacts[id - 1]
            #expect(row[2] == .text(contact.name))
            #expect(row[3] == Value(contact.email))
            #expect(row[8] == Value(contact.notes))
            #expect(row[9] == row[11], "touched when it was made")
        }
    }

    @Test func keepsEveryOrderWithAContactThatStays() {
        let kept = Set(Self.rows("contacts").map { $0[0].description })
        let orders = Self.rows("orders")
        #expect(orders.count == 1200)
        #expect(orders.allSatisfy { kept.contains($0[1].description) })
        let moved = orders.enumerated().count { index, row in
            row[1] != .integer(Self.oracle.generator.order(index + 1).contactID)
        }
        #expect(moved > 0)
    }

    @Test func givesPhonesToContactsThatStayEachNumberOnce() {
        let kept = Set(Self.rows("contacts").map { $0[0].description })
        let phones = Self.rows("phones")
        #expect(phones.allSatisfy { kept.contains($0[0].description) })
        #expect(Set(phones.map { "\($0[0]) \($0[1])" }).count == phones.count)
        #expect(phones.contains { $0[2] == .null }, "a number that a merged contact brought")
        #expect(phones.contains { $0[2] == .integer(2) }, "a second number")
    }

    @Test func expectsRowsInOrderOfKey() {
        for table in Self.oracle.tables {
            let keys = (1...table.idCount).flatMap(table.rows).map {
                $0.prefix(table.keyColumnCount)
            }
            for (key, next) in zip(keys, keys.dropFirst()) {
                #expect(key.lexicographicallyPrecedes(next) { $0.precedes($1) }, "\(table.name)")
            }
        }
    }

    @Test func countsThePhonesThatNobodyCanRead() {
        let refused = Self.contacts.count { contact in
            switch contact.phone {
            case nil: return false
            case .blob: return true
            case .text(let text):
                do {
                    _ = try e164(text, country: contact.country)
                    return false
                } catch {
                    return true
                }
            }
        }
        #expect(refused > 0)
        #expect(Self.oracle.refusedPhoneCount == refused)
    }

    private static func rows(_ name: String) -> [[Value]] {
        oracle.tables.filter { $0.name == name }.flatMap { table in
            (1...table.idCount).flatMap(table.rows)
        }
    }
}
