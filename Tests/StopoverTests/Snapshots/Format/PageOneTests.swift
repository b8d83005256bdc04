import GRDB
import Testing

@testable import Stopover

struct PageOneTests {
    private static let page = (0..<512).map { UInt8(truncatingIfNeeded: $0 | 1) }

    /// The offsets at which two pages differ.
    private func differences(_ a: [UInt8], _ b: [UInt8]) -> [Int] {
        a.indices.filter { a[$0] != b[$0] }
    }

    @Test func theJournalModeIsSetAndNothingElse() {
        for (isInWAL, version) in [(true, 2), (false, 1)] as [(Bool, UInt8)] {
            var page = Self.page
            PageOne.setJournalMode(isInWAL: isInWAL, in: &page)
            #expect(page[18...19] == [version, version])
            #expect(differences(page, Self.page) == [18, 19])
        }
    }

    @Test(arguments: SnapshotLayout.pageSizes)
    func itTellsThePageSize(_ pageSize: Int) throws {
        let queue = try memory("PRAGMA page_size = \(pageSize); CREATE TABLE t (a)")
        let page = try queue.read {
            try PageSink.copy($0, pageSize: pageSize, to: { _ in }) { _ in }
        }
        #expect(PageOne.pageSizeInBytes(page) == pageSize)
    }

    @Test func onlyWhatACopyChangesIsNotCompared() {
        let kept = PageOne.comparable(Self.page)
        let masked = [18, 19] + Array(24..<28) + Array(40..<44) + Array(92..<100)
        #expect(differences(kept, Self.page) == masked)
        #expect(masked.allSatisfy { kept[$0] == 0 })
    }

    @Test(arguments: ["wal", "delete"])
    func aCopyDiffersFromItsSourceInNothingElse(_ mode: String) throws {
        let database = try TestDatabase(
            journalMode: mode,
            "CREATE TABLE t (a); PRAGMA user_version = 7; INSERT INTO t VALUES (1)")
        let page = try database.firstPage()
        let copy = try DatabaseQueue()
        try database.queue.backup(to: copy)
        let copied = try copy.read { try PageSink.copy($0, pageSize: 4_096, to: { _ in }) { _ in } }
        #expect(PageOne.comparable(page) == PageOne.comparable(copied))
        try database.execute("PRAGMA user_version = 8")
        #expect(try PageOne.comparable(database.firstPage()) != PageOne.comparable(copied))
    }
}

extension TestDatabase {
    fileprivate func firstPage() throws -> [UInt8] {
        try queue.read { try PageSink.copy($0, pageSize: 4_096, to: { _ in }) { _ in } }
    }
}
