import Foundation
import Testing

@testable import ContactsDemo

struct MomentsTests {
    @Test func areSecondsOfTheYears2012To2025() throws {
        var random = SplitMix64(seed: 4)
        var years: Set<Substring> = []
        for _ in 0..<2000 {
            let text = Moments.moment(&random)
            let date = try Date(text, strategy: .iso8601)
            #expect(date.formatted(.iso8601) == text)
            years.insert(text.prefix(4))
        }
        #expect(years == Set((2012...2025).map { Substring(String($0)) }))
    }

    @Test func areDaysOfTheYearsAskedFor() throws {
        var random = SplitMix64(seed: 4)
        var days: Set<String> = []
        for _ in 0..<5000 {
            let text = Moments.day(from: 1999, through: 2000, &random)
            let date = try Date(text + "T00:00:00Z", strategy: .iso8601)
            #expect(date.formatted(.iso8601).hasPrefix(text))
            days.insert(text)
        }
        #expect(days.count == 2 * 12 * 28)
        #expect(days.min() == "1999-01-01")
        #expect(days.max() == "2000-12-28")
    }
}
