import GRDB
import Testing

@testable import Stopover

struct PageSinkTests {
    private static let pageSize = 512

    /// A sink, with what it handed on: the first byte of each page.
    private final class Sink {
        let taken = Recorder<UInt8>()
        let sink: PageSink

        init(pageSize: Int = PageSinkTests.pageSize) {
            sink = PageSink(pageSizeInBytes: pageSize) { [taken] in taken.append($0[0]) }
        }

        /// Writes a page, all of its own number.
        func write(_ page: Int) throws {
            let bytes = [UInt8](repeating: UInt8(page), count: PageSinkTests.pageSize)
            try bytes.withUnsafeBytes {
                try sink.write($0, at: (page - 1) * PageSinkTests.pageSize)
            }
        }
    }

    @Test func untilItIsWrittenToItIsEmpty() throws {
        let sink = Sink().sink
        #expect(sink.sizeInBytes == 0)
        #expect(sink.firstPage == nil)
    }

    /// Page 1 may come at any place but the first, and also there.
    @Test(arguments: 1...5)
    func pagesAreHandedOnInOrderWhereverTheFirstComes(_ place: Int) throws {
        let test = Sink()
        var pages = Array(2...5)
        pages.insert(1, at: place - 1)
        for page in pages { try test.write(page) }
        #expect(test.taken.all == [2, 3, 4, 5])
        #expect(test.sink.firstPage == [UInt8](repeating: 1, count: Self.pageSize))
        #expect(test.sink.pageCount == 5)
        #expect(test.sink.sizeInBytes == 5 * Self.pageSize)
    }

    @Test func aDatabaseOfOnePageHandsOnNone() throws {
        let test = Sink()
        try test.write(1)
        #expect(test.taken.all.isEmpty)
        #expect(test.sink.pageCount == 1)
        #expect(test.sink.sizeInBytes == Self.pageSize)
    }

    @Test func aPageOutOfOrderIsRefused() throws {
        for (pages, expected) in [
            ([3], 2), ([2, 2], 3), ([2, 4], 3), ([2, 3, 2], 4), ([1, 3], 2),
        ] {
            let test = Sink()
            for page in pages.dropLast() { try test.write(page) }
            let last = pages[pages.count - 1]
            #expect(
                throws: PageSink.OutOfOrder(
                    offset: (last - 1) * Self.pageSize, expected: (expected - 1) * Self.pageSize)
            ) { try test.write(last) }
        }
    }

    @Test func theFirstPageIsWrittenOnce() throws {
        let test = Sink()
        for page in [2, 1, 3] { try test.write(page) }
        #expect(throws: PageSink.OutOfOrder(offset: 0, expected: 3 * Self.pageSize)) {
            try test.write(1)
        }
    }

    @Test(arguments: [0, 1, 511, 513, 1_024])
    func onlyWholePagesAreTaken(_ count: Int) throws {
        let test = Sink()
        for offset in [0, Self.pageSize] {
            #expect(throws: PageSink.OutOfOrder(offset: offset, expected: Self.pageSize)) {
                try [UInt8](repeating: 0, count: count).withUnsafeBytes {
                    try test.sink.write($0, at: offset)
                }
            }
        }
        #expect(test.taken.all.isEmpty)
    }

    @Test func onlyTheFirstPageIsReadBack() throws {
        let test = Sink()
        var room = [UInt8](repeating: 9, count: 16)
        func read(at offset: Int) throws {
            try room.withUnsafeMutableBytes { try test.sink.read(into: $0, at: offset) }
        }
        try test.write(2)
        #expect(throws: PageSink.OutOfOrder(offset: 0, expected: 1_024)) { try read(at: 0) }
        try test.write(1)
        try read(at: 24)
        #expect(room == [UInt8](repeating: 1, count: 16))
        for offset in [497, 512, 1_000] {
            #expect(throws: PageSink.OutOfOrder(offset: offset, expected: 1_024)) {
                try read(at: offset)
            }
        }
    }

    private struct Full: Error {}

    @Test func whatItsTakerThrowsComesOut() throws {
        let sink = PageSink(pageSizeInBytes: 512) { _ in throw Full() }
        #expect(throws: Full.self) {
            try [UInt8](repeating: 0, count: 512).withUnsafeBytes { try sink.write($0, at: 512) }
        }
        #expect(sink.pageCount == 1)
    }

    // MARK: The lock page

    /// A sink that took all pages before the lock page, with those that were all zeros counted.
    private func sinkBeforeLockPage() throws -> (sink: PageSink, zeroPages: Recorder<Int>) {
        let pageSize = 65_536
        let zeroPages = Recorder<Int>()
        let sink = PageSink(pageSizeInBytes: pageSize) {
            if $0[0] == 0, $0[pageSize - 1] == 0 { zeroPages.append($0.count) }
        }
        let page = [UInt8](repeating: 1, count: pageSize)
        try page.withUnsafeBytes { page in
            for offset in stride(from: pageSize, to: 1 << 30, by: pageSize) {
                try sink.write(page, at: offset)
            }
        }
        return (sink, zeroPages)
    }

    @Test func theLockPageThatSQLiteLeavesOutIsHandedOnAsZeros() throws {
        let (sink, zeroPages) = try sinkBeforeLockPage()
        let page = [UInt8](repeating: 1, count: 65_536)
        try page.withUnsafeBytes { page in
            #expect(throws: PageSink.OutOfOrder(offset: (1 << 30) + 131_072, expected: 1 << 30)) {
                try sink.write(page, at: (1 << 30) + 131_072)
            }
            #expect(zeroPages.all == [])
            try sink.write(page, at: (1 << 30) + 65_536)
            #expect(zeroPages.all == [65_536])
            try sink.write(page, at: (1 << 30) + 131_072)
        }
        #expect(zeroPages.all == [65_536])
        #expect(sink.pageCount == (1 << 14) + 3)
    }

    // MARK: Copying

    @Test(arguments: ["wal", "delete"])
    func aCopyHandsOnEveryPageAndTellsHowFarItIs(_ journalMode: String) throws {
        let database = try TestDatabase.ofRows(4_000, journalMode: journalMode)
        var copied: [UInt8] = []
        var told: [Int] = []
        let firstPage = try database.queue.read { db in
            try PageSink.copy(db, pageSize: 4_096, to: { copied += $0 }) { told.append($0) }
        }
        try database.close()
        let bytes = try Array(database.data())
        let isEqual = copied == Array(bytes[4_096...])
        #expect(isEqual)
        #expect(PageOne.comparable(firstPage) == PageOne.comparable(Array(bytes[..<4_096])))
        #expect(told == Array(stride(from: 1 << 20, to: bytes.count, by: 1 << 20)) + [bytes.count])
    }

    @Test func whatItsTakerOrWatcherThrowsEndsTheCopy() throws {
        let database = try TestDatabase.ofRows(4_000)
        for (take, watch) in [(true, false), (false, true)] {
            #expect(throws: Full.self) {
                try database.queue.read { db in
                    _ = try PageSink.copy(
                        db, pageSize: 4_096, to: { _ in if take { throw Full() } },
                        didCopy: { _ in if watch { throw Full() } })
                }
            }
        }
    }
}
