import Foundation
import GRDB
import Testing

@testable import Stopover

struct RunContextTests {
    private func context(
        database: String? = nil, lastWriteBefore: Date? = nil, courtesy: Courtesy = Courtesy()
    ) throws -> RunContext {
        RunContext(
            writer: try DatabaseQueue(), store: HistoryStore(tables: HistoryTables()),
            settings: .unhurried,
            stop: StopConditions(
                signal: StopSignal(), deadline: nil, minimumFreeBytes: nil, volume: nil),
            logger: nil, onProgress: { _ in }, database: database, lastWriteBefore: lastWriteBefore,
            courtesy: courtesy)
    }

    /// The last of them a clock that was set back since.
    @Test(arguments: [(nil, false), (-0.1, true), (-1.1, false), (60, false)])
    func filesTellOfOthersForASecond(_ time: TimeInterval?, _ expected: Bool) throws {
        let context = try context(lastWriteBefore: time.map(Date.init(timeIntervalSinceNow:)))
        #expect(context.mayOthersWrite == expected)
    }

    @Test(arguments: [(0.1, true), (1.1, false)])
    func whoWasSeenToWriteCountsForASecond(_ age: Double, _ expected: Bool) throws {
        let courtesy = Courtesy()
        courtesy.noteWrite(at: .now - .seconds(age))
        #expect(try context(courtesy: courtesy).mayOthersWrite == expected)
    }

    @Test(arguments: [(nil, 0.04), (-0.1, 4)])
    func aGapIsLongerWhereOthersMayWrite(_ time: TimeInterval?, _ milliseconds: Double) throws {
        let context = try context(
            database: "/there", lastWriteBefore: time.map(Date.init(timeIntervalSinceNow:)))
        #expect(context.gap(after: .milliseconds(4)) == .milliseconds(milliseconds))
    }

    @Test func gapsAreTossedForWhileOthersWrite() throws {
        let courtesy = Courtesy()
        courtesy.noteWrite(at: .now)
        let context = try context(database: "/there", courtesy: courtesy)
        let gaps = (0..<200).map { _ in context.gap(after: .milliseconds(4)) }
        #expect(Set(gaps) == [.zero, .milliseconds(10)])
    }

    @Test func aDatabaseInMemoryIsNobodyElses() throws {
        let context = try context(lastWriteBefore: .now)
        #expect(context.gap(after: .milliseconds(4)) == .zero)
    }
}
