import Testing

@testable import ContactsDemo

struct NumberingPlanTests {
    @Test func coversEachCountryAndEachCallingCodeOnce() {
        #expect(Set(NumberingPlan.all.map(\.country)).count == NumberingPlan.all.count)
        #expect(Set(NumberingPlan.all.map(\.callingCode)).count == NumberingPlan.all.count)
    }

    /// Otherwise the code that a number begins with could not be told.
    @Test func hasNoCallingCodeThatBeginsWithAnother() {
        for plan in NumberingPlan.all {
            for other in NumberingPlan.all where other.country != plan.country {
                #expect(
                    !other.callingCode.hasPrefix(plan.callingCode),
                    "\(plan.country) and \(other.country)")
            }
        }
    }

    @Test func staysWithinTheFifteenDigitsOfE164() {
        for plan in NumberingPlan.all {
            #expect((1...3).contains(plan.callingCode.count))
            #expect(plan.callingCode.count + plan.lengths.upperBound <= 15, "\(plan.country)")
        }
    }
}
