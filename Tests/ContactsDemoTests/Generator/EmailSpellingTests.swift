import Testing

@testable import ContactsDemo

struct EmailSpellingTests {
    @Test func spellsAnAddressInEveryWay() {
        let spelled = EmailSpelling.allCases.map { $0.email("anna.Weiß7@example.org") }
        #expect(
            spelled == [
                "anna.Weiß7@example.org",
                "Anna.Weiß7@example.org",
                " ANNA.WEISS7@EXAMPLE.ORG",
                "anna.Weiß7@example.org  ",
                "\tanna.Weiß7@example.org\u{A0}\r\n",
                nil,
                "",
                "   ",
                "see notes",
            ])
    }

    @Test func occursAThousandTimesInAThousand() {
        #expect(EmailSpelling.thousand.count == 1000)
        for spelling in EmailSpelling.allCases {
            #expect(EmailSpelling.thousand.count { $0 == spelling } == spelling.perMille)
        }
    }
}
