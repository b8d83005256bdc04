import Testing

@testable import ContactsDemo

struct CultureTests {
    @Test func writesNamesInTwelveScripts() {
        let scripts: [(String, ClosedRange<Unicode.Scalar>)] = [
            ("Latin", "A"..."Z"), ("Latin with marks", "\u{C0}"..."\u{17F}"),
            ("Vietnamese", "\u{1EA0}"..."\u{1EF9}"), ("Greek", "\u{391}"..."\u{3C9}"),
            ("Cyrillic", "\u{410}"..."\u{44F}"), ("Hebrew", "\u{5D0}"..."\u{5EA}"),
            ("Arabic", "\u{620}"..."\u{64A}"), ("Devanagari", "\u{904}"..."\u{939}"),
            ("Thai", "\u{E01}"..."\u{E3A}"), ("Kana", "\u{3041}"..."\u{30FF}"),
            ("Han", "\u{4E00}"..."\u{9FFF}"), ("Hangul", "\u{AC00}"..."\u{D7A3}"),
        ]
        let names = Culture.all.flatMap { ($0.given + $0.family).map(\.written) }.joined()
        for (script, range) in scripts {
            #expect(names.unicodeScalars.contains { range.contains($0) }, "\(script)")
        }
    }

    @Test func writesSomeNamesOutsideOfTheBasicPlaneAndSomeDecomposed() {
        let scalars = Culture.all.flatMap { ($0.given + $0.family).map(\.written) }.joined()
            .unicodeScalars
        #expect(scalars.contains { $0.value > 0xFFFF })
        #expect(scalars.contains { ("\u{300}"..."\u{36F}").contains($0) })
    }

    @Test func spellsEveryNameInPlainLatinLettersForAddresses() {
        for culture in Culture.all {
            for name in culture.given + culture.family {
                let isPlain = name.latin.utf8.allSatisfy {
                    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: ".")
                }
                #expect(isPlain && !name.latin.isEmpty, "\(name)")
            }
        }
    }

    @Test func hasCitiesNamesAndANumberingPlanForEveryCountry() {
        for culture in Culture.all {
            #expect(!culture.cities.isEmpty && !culture.given.isEmpty && !culture.family.isEmpty)
            for country in culture.countries {
                #expect(NumberingPlan.byCountry[country] != nil, "\(country)")
            }
        }
    }

    @Test func readsAnEntryWithoutALatinSpellingAsItsOwn() {
        let culture = Culture(
            "DE", cities: "Köln,Graz", given: "Ute Jürgen=juergen", family: "Vogt")
        #expect(culture.cities == ["Köln", "Graz"])
        #expect(culture.given.map(\.written) == ["Ute", "Jürgen"])
        #expect(culture.given.map(\.latin) == ["ute", "juergen"])
    }
}
