import GRDB
import Testing

@testable import Stopover

@Suite("Disk")
struct DiskTests {
    private static let path = "/here/file"
    private let old = [UInt8](repeating: 1, count: 2000)

    private func states(_ changes: Disk.Change...) -> Set<[UInt8]> {
        var disk = Disk([Self.path: old])
        for change in changes { disk.apply(change) }
        let losses = (0..<200).map { Disk.Loss.torn(seed: $0) } + [.dropped, .kept]
        return Set(losses.compactMap { disk.files(after: $0)[Self.path] })
    }

    @Test("of what is written, any sector may be there")
    func torn() {
        let states = states(.write(Self.path, Array(repeating: 2, count: 1024), at: 0))
        let sectors = Set(states.map { [$0[0], $0[511], $0[512], $0[1023], $0[1024]] })
        #expect(
            sectors == [[1, 1, 1, 1, 1], [2, 2, 1, 1, 1], [1, 1, 2, 2, 1], [2, 2, 2, 2, 1]])
    }

    @Test("of a file that was cut within a block, the block's sectors may be there as ever")
    func cutWithin() {
        let states = states(
            .truncate(Self.path, to: 600),
            .write(Self.path, Array(repeating: 2, count: 100), at: 600))
        // The second sector has it before the size says that the rest is gone.
        let written = old.replacing(at: 600, with: 0, count: 424)
            .replacing(at: 600, with: 2, count: 100)
        #expect(states.contains(written))
        #expect(states.contains(Array(written.prefix(700))))
        #expect(states.contains(old))
        #expect(Set(states.map(\.count)) == [2000, 600, 700])
    }

    @Test("blocks are taken from a file all at once, and nothing comes into them before")
    func cutOfBlocks() {
        let size = 3 * 4096
        var disk = Disk([Self.path: Array(repeating: 1, count: size)])
        disk.apply(.truncate(Self.path, to: 600))
        disk.apply(.write(Self.path, Array(repeating: 2, count: size - 600), at: 600))
        for seed in 0..<200 {
            guard let bytes = disk.files(after: .torn(seed: UInt64(seed)))[Self.path],
                bytes.count == size
            else { continue }
            let rest = Set(bytes[4096...])
            // As it was, or written anew in part.
            #expect(rest == [1] || !rest.contains(1))
        }
    }

    @Test("what makes a file empty is there as a whole or not at all, with what comes after")
    func smaller() {
        let states = states(
            .truncate(Self.path, to: 0), .write(Self.path, Array(repeating: 2, count: 100), at: 0))
        #expect(
            states
                == [
                    old, [], Array(repeating: 0, count: 100), Array(repeating: 2, count: 100),
                ])
    }

    @Test("a log that was emptied is the same file for the next connection")
    func emptied() throws {
        let sample = try FaultSample(.init(journal: "wal", synchronous: "FULL"))
        let recorder = DiskRecorder()
        try WatchedFileSystem.watching(sample.root, recorder) {
            try sample.with { _, queue in
                try queue.writeWithoutTransaction { db in
                    try db.execute(
                        sql: "INSERT INTO junk VALUES (2); PRAGMA wal_checkpoint(TRUNCATE)")
                }
                try sample.with { _, other in
                    try other.write { try $0.execute(sql: "INSERT INTO junk VALUES (3)") }
                }
            }
        }
        let log = sample.path + "-wal"
        let made = recorder.changes.filter { if case .make(log) = $0 { true } else { false } }
        #expect(made.count == 1)
    }
}

extension [UInt8] {
    fileprivate func replacing(at start: Int, with byte: UInt8, count: Int) -> [UInt8] {
        var bytes = self
        bytes.replaceSubrange(start..<start + count, with: repeatElement(byte, count: count))
        return bytes
    }
}
