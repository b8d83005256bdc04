/// Who somebody is, before a contact list spells it one way or another. A person can stand in the
/// list more than once.
struct Person {
    let name: String
    /// The name in Latin letters, parted by a dot.
    let handle: String
    /// The address as its owner writes it.
    let email: String
    let country: String
    let city: String
    /// The number within the country, without any prefix.
    let phone: String
    /// A second number, for about one in fifteen.
    let secondPhone: String?

    init(_ random: inout SplitMix64) {
        let culture = random.pick(Culture.all)
        let given = random.pick(culture.given)
        let family = random.pick(culture.family)
        name =
            culture.isFamilyFirst
            ? family.written + given.written : given.written + " " + family.written
        country = random.pick(culture.countries)
        city = random.pick(culture.cities)
        // One in seventy keeps the marks of the name in the address (RFC 6531).
        let isInternational = random.happens(perMille: 14) && !culture.isFamilyFirst
        handle =
            isInternational
            ? given.written.lowercased() + "." + family.written.lowercased()
            : given.latin + "." + family.latin
        email = handle + String(random.below(20_000)) + "@" + random.pick(Self.domains)
        let plan = NumberingPlan.byCountry[country]
        phone = Self.digits(plan, &random)
        secondPhone = random.happens(perMille: 65) ? Self.digits(plan, &random) : nil
    }

    /// As many digits as the country's plan asks for, the first from 2 to 7.
    private static func digits(_ plan: NumberingPlan?, _ random: inout SplitMix64) -> String {
        guard let plan else { return "" }
        let count = plan.lengths.lowerBound + random.below(plan.lengths.count)
        let unit = (1..<count).reduce(1) { power, _ in power * 10 }
        return String(2 * unit + random.below(6 * unit))
    }

    private static let domains = [
        "example.com", "example.org", "example.net", "mail.example", "post.example",
        "firma.example", "studio.example", "xn--bcher-kva.example",
    ]
}
