import Testing

@testable import ContactsDemo

struct ContactGeneratorTests {
    private static let generator = ContactGenerator(seed: 1, contactCount: 20_000)
    private static let contacts = (1...20_000).map(generator.contact)

    /// A change of the generator is a change of everybody's demo: it should be meant.
    @Test func givesTheSameRowsEverywhere() {
        let generator = ContactGenerator(seed: 1, contactCount: 1_000_000)
        #expect(
            generator.contact(2)
                == Contact(
                    id: 2, companyID: nil, name: "מיכל מזרחי",
                    email: "michal.mizrahi940@post.example",
                    phone: .text("Tel. 065-445721; 0322247944"), country: "IL", city: "תל אביב",
                    birthday: "1984-07-02", notes: nil, createdAt: "2016-06-22T04:56:06Z"))
        #expect(
            generator.contact(1_000_000)
                == Contact(
                    id: 1_000_000, companyID: nil, name: "Софія Ковальчук",
                    email: "sofiia.kovalchuk4254@firma.example", phone: .text("0743962706"),
                    country: "UA", city: "Львів", birthday: nil, notes: "",
                    createdAt: "2017-06-17T17:49:53Z"))
        #expect(generator.company(1) == Company(id: 1, name: "Nicolò", country: "IT"))
        #expect(
            generator.order(1)
                == Order(
                    id: 1, contactID: 74_558, totalInCents: 163_137,
                    placedAt: "2012-11-17T18:15:34Z"))
    }

    @Test func makesARowAloneAsItMakesItAmongOthers() {
        for id in [20_000, 1, 777, 4242] {
            #expect(Self.generator.contact(id) == Self.contacts[id - 1])
        }
    }

    @Test func makesOthersFromAnotherSeed() {
        let other = ContactGenerator(seed: 2, contactCount: 20_000)
        let same = (1...1000).count { Self.generator.contact($0).name == other.contact($0).name }
        #expect(same < 50)
        #expect(
            Self.generator.company(1) != other.company(1)
                || Self.generator.order(1) != other.order(1))
    }

    @Test(arguments: [
        (1, 1, 0), (24, 1, 9), (25, 1, 10), (1000, 40, 400), (1_000_000, 40_000, 400_000),
    ])
    func makesCompaniesAndOrdersInProportion(contacts: Int, companies: Int, orders: Int) {
        let generator = ContactGenerator(seed: 1, contactCount: contacts)
        #expect(generator.companyCount == companies)
        #expect(generator.orderCount == orders)
    }

    @Test func refersToRowsThatExist() {
        let companies = Self.contacts.compactMap(\.companyID)
        #expect(companies.allSatisfy { (1...Self.generator.companyCount).contains($0) })
        let orders = (1...Self.generator.orderCount).map { Self.generator.order($0).contactID }
        #expect(orders.allSatisfy { (1...20_000).contains($0) })
        #expect(Set(orders).count > 5000)
    }

    @Test func leavesOutWhatPeopleLeaveOut() {
        func share(_ isMissing: (Contact) -> Bool) -> Int {
            Self.contacts.count(where: isMissing) * 100 / Self.contacts.count
        }
        #expect((5...8).contains(share { $0.email == nil }))
        #expect((1...3).contains(share { $0.email == "" }))
        #expect((7...10).contains(share { $0.phone == nil }))
        #expect((1...3).contains(share { $0.phone == .text("") }))
        #expect((1...3).contains(share { $0.country == nil }))
        #expect((13...17).contains(share { $0.city == nil }))
        #expect((37...43).contains(share { $0.birthday == nil }))
        #expect((55...65).contains(share { $0.companyID == nil }))
        #expect((9...11).contains(share { $0.createdAt == ContactGenerator.importMoment }))
        #expect(Self.contacts.contains { $0.name == $0.name.uppercased() })
    }

    @Test func spellsPhonesInEveryWay() {
        let texts = Self.contacts.compactMap { contact in
            if case .text(let text) = contact.phone { text } else { nil }
        }
        for mark in [
            "+", "00", "(0)", "/", ".", "Tel.", "ext.", "; ", "??", "E+11", "\u{202A}", "n/a",
        ] {
            #expect(texts.contains { $0.contains(mark) }, "\(mark)")
        }
        for digits in ["٠", "०", "０"] {
            #expect(texts.contains { $0.contains(digits) }, "\(digits)")
        }
        #expect(Self.contacts.contains { if case .blob = $0.phone { true } else { false } })
    }

    @Test func spellsAddressesInEveryWay() {
        let emails = Self.contacts.compactMap(\.email)
        for mark in ["\t", "\u{A0}", " ", "see notes"] {
            #expect(emails.contains { $0.contains(mark) }, "\(mark)")
        }
        #expect(emails.contains { $0 == $0.uppercased() && $0.contains("@") })
    }

    @Test func repeatsPeopleUnderOtherSpellings() {
        var contactsByAddress: [String: [Contact]] = [:]
        for contact in Self.contacts {
            guard let email = normalizedEmail(contact.email) else { continue }
            contactsByAddress[email, default: []].append(contact)
        }
        let groups = contactsByAddress.values.filter { $0.count > 1 }
        #expect((350...700).contains(groups.count))
        #expect(groups.contains { $0.count > 2 })
        #expect(groups.contains { Set($0.map(\.email)).count > 1 })
        #expect(groups.contains { Set($0.map(\.createdAt)).count == 1 }, "a tie")
        #expect(
            groups.contains { group in
                group.max { $0.createdAt < $1.createdAt }?.id == group.map(\.id).min()
            })
    }

    @Test func namesCompanies() {
        let companies = (1...Self.generator.companyCount).map(Self.generator.company)
        #expect(
            companies.allSatisfy { !$0.name.isEmpty && NumberingPlan.byCountry[$0.country] != nil })
        #expect(companies.contains { $0.name.hasSuffix("株式会社") })
    }

    @Test func asksMoneyForOrders() {
        for id in 1...1000 {
            #expect((99..<250_099).contains(Self.generator.order(id).totalInCents))
        }
    }
}
