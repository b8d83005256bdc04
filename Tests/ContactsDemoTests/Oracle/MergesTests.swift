import Testing

@testable import ContactsDemo

struct MergesTests {
    @Test func leavesContactsWithAddressesOfTheirOwnAlone() {
        let merges = Self.merges([("a@x", "2020"), ("b@x", "2020"), (nil, "2020"), (nil, "2020")])
        #expect(Self.winners(merges, 4) == [1, 2, 3, 4])
        #expect(merges.loserCount == 0)
        #expect(merges.losers(of: 1) == [])
    }

    @Test func keepsTheContactTouchedLast() {
        let merges = Self.merges([("a@x", "2020"), ("A@X ", "2022"), ("a@x", "2021")])
        #expect(Self.winners(merges, 3) == [2, 2, 2])
        #expect(merges.losers(of: 2) == [1, 3])
        #expect(merges.loserCount == 2)
    }

    @Test func keepsTheHighestIDWhereSeveralWereTouchedThen() {
        let merges = Self.merges([("a@x", "2020"), ("a@x", "2020"), ("a@x", "2019")])
        #expect(Self.winners(merges, 3) == [2, 2, 2])
    }

    @Test func followsAWinnerThatLosesLater() {
        let merges = Self.merges([("a@x", "2018"), ("a@x", "2019"), ("a@x", "2020")])
        #expect(Self.winners(merges, 3) == [3, 3, 3])
        #expect(merges.losers(of: 3) == [1, 2])
        #expect(merges.losers(of: 2) == [])
    }

    @Test func mergesNobodyWithoutAnAddress() {
        let merges = Self.merges([
            ("", "2020"), ("see notes", "2020"), ("", "2021"), ("see notes", "2021"),
        ])
        #expect(merges.loserCount == 0)
    }

    @Test func tellsAddressesApartByBytes() {
        let merges = Self.merges([("é@x", "2020"), ("e\u{301}@x", "2021")])
        #expect(merges.loserCount == 0)
    }

    @Test func tellsAddressesApartThatHaveOneHash() {
        let merges = Self.merges(
            [("a@x", "2020"), ("b@x", "2020"), ("c@x", "2020"), ("b@x", "2021"), ("a@x", "2019")],
            hash: { _, salt in salt })
        #expect(Self.winners(merges, 5) == [1, 4, 3, 4, 1])
    }

    /// Every way in which three contacts can share two addresses and two moments.
    @Test func agreesWithTheRuleSpelledOut() {
        let choices: [(String?, String)] = [
            ("a@x", "2020"), ("a@x", "2021"), ("b@x", "2020"), ("b@x", "2021"), (nil, "2020"),
        ]
        for one in choices {
            for two in choices {
                for three in choices {
                    let rows = [one, two, three]
                    let expected = rows.indices.map { index -> Int in
                        guard let email = rows[index].0 else { return index + 1 }
                        let rivals = rows.indices.filter { rows[$0].0 == email }
                        let winner = rivals.max { (rows[$0].1, $0) < (rows[$1].1, $1) }
                        return (winner ?? index) + 1
                    }
                    #expect(Self.winners(Self.merges(rows), 3) == expected, "\(rows)")
                }
            }
        }
    }

    private static func winners(_ merges: Merges, _ count: Int) -> [Int] {
        (1...count).map(merges.winner)
    }

    private static func merges(
        _ rows: [(email: String?, createdAt: String)],
        hash: Merges.Hash? = nil
    ) -> Merges {
        let contacts = rows.enumerated().map { index, row in
            Contact(
                id: index + 1, companyID: nil, name: "x", email: row.email, phone: nil,
                country: nil, city: nil, birthday: nil, notes: nil, createdAt: row.createdAt)
        }
        var merges =
            hash.map { Merges(contactCount: rows.count, hash: $0) }
            ?? Merges(contactCount: rows.count)
        for contact in contacts { merges.add(contact) { contacts[$0 - 1] } }
        merges.finish()
        return merges
    }
}
