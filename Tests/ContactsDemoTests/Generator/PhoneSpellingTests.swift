import Testing

@testable import ContactsDemo

struct PhoneSpellingTests {
    @Test func spellsAGermanNumberInEveryWay() {
        let spelled = PhoneSpelling.allCases.map {
            $0.phone("301234567", country: "DE", second: nil)
        }
        #expect(
            spelled == [
                .text("+49301234567"),
                .text("+49 30 123 456 7"),
                .text("0049 30 1234567"),
                .text("+49 (0)30 1234567"),
                .text("0301234567"),
                .text("(030) 123 456 7"),
                .text("030/1234567"),
                .text("030.1234567"),
                .text("０３０１２３４５６７"),
                .text("\u{202A}+49\u{A0}301234567\u{202C}"),
                .text("Tel. 030-1234567"),
                .text("+49 30 1234567 ext. 67"),
                nil,
                .text(""),
                .text("–"),
                .text("4.30E+11"),
                .text("111"),
                .text("0301234567??"),
                .blob(Array("+49301234567".utf8)),
            ])
    }

    @Test(arguments: [
        (PhoneSpelling.zeros, "US", "011" + "1 41 55501234"),
        (.trunkInBrackets, "US", "+1 (41) 55501234"),
        (.trunkInBrackets, "ES", "+34 (41) 55501234"),
        (.national, "RU", "84155501234"),
        (.otherDigits, "EG", "٠٤١٥٥٥٠١٢٣٤"),
        (.otherDigits, "IN", "०४१५५५०१२३४"),
        (.words, "ES", "n/a"),
    ])
    func followsTheCountry(spelling: PhoneSpelling, country: String, text: String) {
        #expect(spelling.phone("4155501234", country: country, second: nil) == .text(text))
    }

    @Test func putsASecondNumberBehindTheFirst() {
        let phone = PhoneSpelling.e164.phone("301234567", country: "DE", second: "17012345")
        #expect(phone == .text("+49301234567; 017012345"))
    }

    @Test(arguments: [
        PhoneSpelling.missing, .empty, .words, .spreadsheet, .tooShort, .question, .blob,
    ])
    func hasNoSecondNumberWhereThereIsNoFirst(spelling: PhoneSpelling) {
        let alone = spelling.phone("301234567", country: "DE", second: nil)
        #expect(spelling.phone("301234567", country: "DE", second: "17012345") == alone)
    }

    @Test func isReadBackForEveryCountryAndEveryLength() throws {
        let readable: [PhoneSpelling] = [
            .e164, .spaced, .zeros, .trunkInBrackets, .national, .brackets, .slash, .dotted,
            .otherDigits, .invisibleMarks, .label, .extensionNumber,
        ]
        for plan in NumberingPlan.all {
            for length in plan.lengths {
                let number = String("2345678901234".prefix(length))
                for spelling in readable {
                    let phone = spelling.phone(number, country: plan.country, second: nil)
                    guard case .text(let text) = phone else {
                        Issue.record("\(spelling) gives no text")
                        continue
                    }
                    let read = try e164(text, country: plan.country)
                    #expect(read == "+" + plan.callingCode + number, "\(text) in \(plan.country)")
                }
            }
        }
    }

    @Test(arguments: [PhoneSpelling.spreadsheet, .tooShort, .question])
    func isRefusedForEveryCountryWhereItIsHopeless(spelling: PhoneSpelling) {
        for plan in NumberingPlan.all {
            let number = String("2345678901234".prefix(plan.lengths.lowerBound))
            guard case .text(let text) = spelling.phone(number, country: plan.country, second: nil)
            else {
                Issue.record("\(spelling) gives no text")
                continue
            }
            #expect(throws: PhoneRefusal.self, "\(text) in \(plan.country)") {
                try e164(text, country: plan.country)
            }
        }
    }

    @Test func isMissingInACountryWithoutAPlan() {
        #expect(PhoneSpelling.e164.phone("301234567", country: "XX", second: nil) == nil)
    }

    @Test func occursAThousandTimesInAThousand() {
        #expect(PhoneSpelling.thousand.count == 1000)
        for spelling in PhoneSpelling.allCases {
            #expect(PhoneSpelling.thousand.count { $0 == spelling } == spelling.perMille)
        }
    }
}
