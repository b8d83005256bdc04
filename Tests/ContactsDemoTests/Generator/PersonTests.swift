import Testing

@testable import ContactsDemo

struct PersonTests {
    private static let people: [Person] = (1...3000).map { row in
        var random = SplitMix64(seed: 11, table: 1, row: row)
        return Person(&random)
    }

    @Test func hasANumberOfTheCountrysLengthThatNeedsNoPrefix() throws {
        for person in Self.people {
            let plan = try #require(NumberingPlan.byCountry[person.country])
            for number in [person.phone, person.secondPhone].compactMap(\.self) {
                #expect(plan.lengths.contains(number.count))
                #expect("234567".contains(number.prefix(1)))
            }
        }
    }

    @Test func comesFromEveryCountryOfEveryCulture() {
        let countries = Set(Culture.all.flatMap(\.countries))
        #expect(Set(Self.people.map(\.country)) == countries)
    }

    @Test func hasAnAddressMadeOfTheNameANumberAndADomain() throws {
        for person in Self.people {
            let parts = person.email.split(separator: "@")
            #expect(parts.count == 2)
            #expect(person.email.hasPrefix(person.handle))
            #expect(Int(try #require(parts.first).dropFirst(person.handle.count)) != nil)
        }
    }

    @Test func writesFamilyNamesFirstWhereThatIsTheCustom() {
        let chinese = Self.people.filter { $0.country == "CN" }.map(\.name)
        #expect(chinese.contains("欧阳雨桐"))
        #expect(chinese.allSatisfy { !$0.contains(" ") })
        #expect(Self.people.filter { $0.country == "PL" }.allSatisfy { $0.name.contains(" ") })
    }

    @Test func keepsTheMarksOfTheNameInSomeAddresses() {
        let international = Self.people.filter { !$0.email.utf8.allSatisfy { $0 < 0x80 } }
        #expect((10...100).contains(international.count))
    }

    @Test func hasASecondNumberNowAndThen() {
        #expect((120...280).contains(Self.people.count { $0.secondPhone != nil }))
    }
}
