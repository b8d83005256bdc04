import Testing

@testable import ContactsDemo

struct E164Tests {
    @Test(
        arguments: [
            // International.
            ("+49 30 1234567", nil, "+49301234567"),
            ("+49 (0)30 1234567", nil, "+49301234567"),
            ("+4930/123-45.67", "FR", "+49301234567"),
            ("0049 30 1234567", "FR", "+49301234567"),
            ("00 49 30 1234567", "US", "+49301234567"),
            ("011 49 30 1234567", "US", "+49301234567"),
            ("0049301234567", nil, "+49301234567"),
            ("\u{FF0B}49301234567", nil, "+49301234567"),
            ("+1 415 555 0123", "DE", "+14155550123"),
            ("+39 06 1234567", nil, "+39061234567"),
            // A country that no plan here knows.
            ("+358 9 1234567", nil, "+35891234567"),
            ("+3581234", nil, "+3581234"),
            ("+358123456789012", nil, "+358123456789012"),
            // National.
            ("030 1234567", "DE", "+49301234567"),
            ("(030) 1234567", "DE", "+49301234567"),
            ("30 1234567", "DE", "+49301234567"),
            ("8 912 345-67-89", "RU", "+79123456789"),
            ("812 345-67-89", "RU", "+78123456789"),
            ("1-415-555-0123", "US", "+14155550123"),
            ("(415) 555-0123", "US", "+14155550123"),
            ("06 1234567", "IT", "+39061234567"),
            ("612 345 678", "ES", "+34612345678"),
            // Other digits.
            ("٠٢ ٢٣٤٥٦٧٨٩", "EG", "+20223456789"),
            ("०२२ २३४५ ६७८९", "IN", "+912223456789"),
            ("０３-１２３４-５６７８", "JP", "+81312345678"),
            // Round the digits.
            ("\u{202A}+49 30 1234567\u{202C}", nil, "+49301234567"),
            ("\u{200E}+49\u{A0}30\u{2011}1234567", nil, "+49301234567"),
            ("Tel.: 030 1234567", "DE", "+49301234567"),
            ("📞 030 1234567", "DE", "+49301234567"),
            ("\t030 1234567\n", "DE", "+49301234567"),
            // Extensions.
            ("030 1234567 x12", "DE", "+49301234567"),
            ("030 1234567 ext. 12", "DE", "+49301234567"),
            ("030 1234567ext12?", "DE", "+49301234567"),
            // Several.
            ("030 1234567; 0170 1234567", "DE", "+49301234567 +491701234567"),
            ("030 1234567,+33 1 23 45 67 89", "DE", "+49301234567 +33123456789"),
            ("030 1234567; +49 30 1234567", "DE", "+49301234567"),
            ("n/a; 030 1234567;", "DE", "+49301234567"),
        ] as [(String, String?, String)])
    func readsANumber(text: String, country: String?, number: String) throws {
        #expect(try e164(text, country: country) == number)
    }

    @Test(
        arguments: [
            (nil, "DE"), ("", "DE"), ("  ", "DE"), ("n/a", "DE"), ("–", "DE"), (";,;", "DE"),
            ("+", "DE"), ("call the office", "DE"),
            // Nothing says whose number it is.
            ("030 1234567", nil), ("030 1234567", "XX"), ("12", nil),
        ] as [(String?, String?)])
    func findsNoNumber(text: String?, country: String?) throws {
        #expect(try e164(text, country: country) == nil)
    }

    @Test(
        arguments: [
            ("4.91512E+11", "DE", .strayCharacters),
            ("0301234567??", "DE", .strayCharacters),
            ("0800-CALL-NOW", "DE", .strayCharacters),
            ("030 1234567 or 89", "DE", .strayCharacters),
            ("030+1234567", "DE", .strayCharacters),
            ("030 1234567 e12", "DE", .strayCharacters),
            ("110", "DE", .wrongLength),
            ("0301234567890123", "DE", .wrongLength),
            ("+49 1", "DE", .wrongLength),
            ("+49 1234567890123", nil, .wrongLength),
            ("+999123", nil, .wrongLength),
            ("+9991234567890123", nil, .wrongLength),
            ("00", "DE", .wrongLength),
            // One bad number spoils the good one beside it: somebody must look.
            ("030 1234567; 110", "DE", .wrongLength),
        ] as [(String, String?, PhoneRefusal)])
    func refusesDigitsThatMakeNoNumber(text: String, country: String?, refusal: PhoneRefusal) {
        #expect(throws: refusal) { try e164(text, country: country) }
    }

    @Test(arguments: NumberingPlan.all.map(\.country))
    func keepsToTheLengthsOfTheCountry(country: String) throws {
        let plan = try #require(NumberingPlan.byCountry[country])
        for length in 1...16 {
            let digits = String("2345678902345678".prefix(length))
            let text = "+" + plan.callingCode + digits
            let read = try? e164(text, country: nil)
            #expect((read == text) == plan.lengths.contains(length), "\(text)")
        }
    }

    @Test func readsItsOwnResultAgain() throws {
        let once = try #require(try e164("030 1234567, 0170 1234567", country: "DE"))
        for number in once.split(separator: " ") {
            #expect(try e164(String(number), country: nil) == String(number))
        }
    }
}
