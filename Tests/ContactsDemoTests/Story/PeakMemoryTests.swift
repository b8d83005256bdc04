import Foundation
import Testing

@testable import ContactsDemo

struct PeakMemoryTests {
    #if os(Linux)
        @Test func readsTheMostThatAProcessHeld() throws {
            let peak = PeakMemory()
            peak.note(ProcessInfo.processInfo.processIdentifier)
            let bytes = try #require(peak.bytes)
            #expect(bytes > 1_000_000)
            // A process that is gone takes nothing back.
            peak.note(-1)
            #expect(peak.bytes == bytes)
        }
    #endif

    @Test func isUnknownOfAProcessThatIsNot() {
        let peak = PeakMemory()
        peak.note(-1)
        #expect(peak.bytes == nil)
    }
}
