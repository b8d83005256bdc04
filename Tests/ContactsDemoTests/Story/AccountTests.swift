import Testing

@testable import ContactsDemo

struct AccountTests {
    @Test func beginsWithWhatIsMadeAndWhere() throws {
        let options = try #require(try DemoOptions(["--rows", "20000", "--seed", "7"]))
        #expect(
            Account.title(options, database: "/tmp/x.sqlite")
                == "20,000 contacts, seed 7, in /tmp/x.sqlite\n")
    }

    @Test func tellsWhatWasGenerated() {
        let generator = ContactGenerator(seed: 1, contactCount: 1_000_000)
        let line = Account.generated(generator, sizeInBytes: 247_025_664, in: .milliseconds(7250))
        #expect(
            line == "  generated  1,000,000 contacts, 40,000 companies, 400,000 orders (247 MB) "
                + "in 7.3 s, 198,000 rows/s")
    }

    @Test func tellsWhereTheRunWasKilled() {
        #expect(
            Account.killed("003 normalize_phones", rowsDone: 402_680, rowsTotal: 1_000_000)
                == "  killed     003 normalize_phones with SIGKILL at row 402,680 of 1,000,000")
    }

    @Test func endsWithWhatWasCompared() {
        let comparison = Comparison(
            tables: [
                TableComparison(table: "contacts", rowCount: 967_739),
                TableComparison(table: "orders", rowCount: 400_000),
            ], mergedCount: 32_261, quarantinedCount: 4080, findings: [])
        let text = Account.compared(comparison, in: .seconds(12), peakMemoryInBytes: 38_100_000)
        #expect(
            text == """
                  needed     38 MB of memory at most
                  compared   1,367,739 rows with what plain Swift makes of the same seed, in 12.0 s
                             contacts 967,739, orders 400,000
                             32,261 duplicates merged, 4,080 unreadable phones in quarantine
                """)
        #expect(Account.verdict([]) == "\nAll equal.")
    }

    @Test func endsWithTheFirstDifferencesWhereThereAreAny() {
        let comparison = Comparison(
            tables: [
                TableComparison(
                    table: "orders", rowCount: 9, differenceCount: 3,
                    told: ["orders 7 is missing"])
            ], mergedCount: 0, quarantinedCount: 1, findings: ["integrity_check says no"])
        let text = Account.compared(comparison, in: .milliseconds(5), peakMemoryInBytes: nil)
        #expect(
            text == """
                  compared   9 rows with what plain Swift makes of the same seed, in 5 ms
                             orders 9
                             0 duplicates merged, 1 unreadable phones in quarantine
                """)
        #expect(
            Account.verdict(comparison.differences) == """

                NOT equal:
                orders 7 is missing
                orders: 2 more differences
                integrity_check says no
                """)
    }

    @Test(arguments: [
        (0.0, "0 rows/s"), (999.9, "999 rows/s"), (9999, "9,999 rows/s"), (10_000, "10,000 rows/s"),
        (123_999, "123,000 rows/s"),
    ])
    func roundsRatesDown(rate: Double, text: String) {
        #expect(Account.rate(rate) == text)
    }

    @Test(arguments: [
        (Duration.zero, "0 ms"), (.milliseconds(999), "999 ms"), (.microseconds(999_500), "1.0 s"),
        (.seconds(1), "1.0 s"), (.milliseconds(12_340), "12.3 s"), (.seconds(4000), "4,000.0 s"),
    ])
    func tellsTimesInMillisecondsOrTenths(time: Duration, text: String) {
        #expect(Account.seconds(time) == text)
    }
}
