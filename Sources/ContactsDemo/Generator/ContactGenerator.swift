/// Makes the rows of a contacts database from a seed. Every row is a pure function of the seed, the
/// number of contacts and its id, so that nothing need be kept to know what any row held.
struct ContactGenerator: Sendable {
    let seed: UInt64
    let contactCount: Int

    var companyCount: Int { max(1, contactCount / 25) }
    var orderCount: Int { contactCount * 2 / 5 }

    /// - Parameter id: from 1 to ``contactCount``.
    func contact(_ id: Int) -> Contact {
        var random = stream(.contact, id)
        let person = person(of: id)
        let email = random.pick(EmailSpelling.thousand).email(person.email)
        let country = random.happens(perMille: 20) ? nil : person.country
        let phone = random.pick(PhoneSpelling.thousand)
            .phone(person.phone, country: person.country, second: person.secondPhone)
        let isImported = random.happens(perMille: 100)
        return Contact(
            id: id,
            companyID: random.happens(perMille: 400) ? 1 + random.below(companyCount) : nil,
            name: random.happens(perMille: 15) ? person.name.uppercased() : person.name,
            email: email,
            phone: phone,
            country: country,
            city: random.happens(perMille: 150) ? nil : person.city,
            birthday: random.happens(perMille: 400)
                ? nil : Moments.day(from: 1935, through: 2006, &random),
            notes: Notes.text(&random),
            createdAt: isImported ? Self.importMoment : Moments.moment(&random))
    }

    func company(_ id: Int) -> Company {
        var random = stream(.company, id)
        let culture = random.pick(Culture.all)
        let name = random.pick(culture.family).written + random.pick(Self.companySuffixes)
        return Company(id: id, name: name, country: random.pick(culture.countries))
    }

    func order(_ id: Int) -> Order {
        var random = stream(.order, id)
        return Order(
            id: id, contactID: 1 + random.below(contactCount),
            totalInCents: 99 + random.below(250_000), placedAt: Moments.moment(&random))
    }

    /// A tenth of the contacts came in one import and share their moment.
    static let importMoment = "2015-01-01T00:00:00Z"

    private static let companySuffixes = [
        " GmbH", " & Sons", " S.A.", " Ltd.", " 株式会社", " Kft.", "", " – Büro & Co.",
    ]
}

extension ContactGenerator {
    private enum Table: UInt64 {
        case person = 1
        case contact, company, order
    }

    private func stream(_ table: Table, _ row: Int) -> SplitMix64 {
        SplitMix64(seed: seed, table: table.rawValue, row: row)
    }

    /// One contact in thirty is a person who stands in the list already, further up.
    private func person(of contact: Int) -> Person {
        var id = contact
        while true {
            var random = stream(.person, id)
            guard id > 1, random.happens(perMille: 33) else { return Person(&random) }
            id = 1 + random.below(id - 1)
        }
    }
}
