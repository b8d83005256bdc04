import Foundation
import GRDB
import Testing

@testable import Stopover

/// A database in memory, as a virtual file; what it is told to fail, it fails.
private final class MemoryFile: VirtualFile {
    enum Call: Hashable, CaseIterable {
        case size, read, write
    }

    struct Failure: Error, Hashable {
        let call: Call
        let number: Int
    }

    var bytes: [UInt8]
    let isImmutable: Bool
    /// The calls that fail from here on, each time with another number.
    var failing: Set<Call> = []
    private(set) var failures = 0

    init(_ bytes: [UInt8] = [], isImmutable: Bool = false) {
        self.bytes = bytes
        self.isImmutable = isImmutable
    }

    private func check(_ call: Call) throws {
        guard failing.contains(call) else { return }
        failures += 1
        throw Failure(call: call, number: failures)
    }

    var sizeInBytes: Int {
        get throws {
            try check(.size)
            return bytes.count
        }
    }

    func read(into room: UnsafeMutableRawBufferPointer, at offset: Int) throws {
        try check(.read)
        room.copyBytes(from: bytes[offset..<offset + room.count])
    }

    func write(_ source: UnsafeRawBufferPointer, at offset: Int) throws {
        try check(.write)
        let end = offset + source.count
        if bytes.count < end { bytes += [UInt8](repeating: 0, count: end - bytes.count) }
        bytes.replaceSubrange(offset..<end, with: source)
    }
}

struct VirtualFileSystemTests {
    private static let pragmas = "PRAGMA journal_mode = OFF; PRAGMA locking_mode = EXCLUSIVE;"

    /// The bytes of a database of 200 rows, as they lie in its file.
    private func database(journalMode: String) throws -> [UInt8] {
        let database = try TestDatabase(
            journalMode: journalMode,
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT);
            WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 200)
            INSERT INTO t SELECT i, printf('%0100d', i) FROM n
            """)
        try database.queue.close()
        return Array(try Data(contentsOf: URL(fileURLWithPath: database.path)))
    }

    /// Fails where the query, which counts what is as it should be, counts something else.
    private func expect(
        _ count: Int, _ query: String, _ virtual: VirtualConnection,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        // A bare connection has no way to read a row: 'malformed JSON' says that it is wrong.
        #expect(throws: Never.self, sourceLocation: sourceLocation) {
            try virtual.connection.execute("SELECT json('no') WHERE (\(query)) IS NOT \(count)")
        }
    }

    @Test(arguments: ["delete", "wal"])
    func anImmutableDatabaseCanBeQueried(_ journalMode: String) throws {
        let file = MemoryFile(try database(journalMode: journalMode), isImmutable: true)
        #expect(file.bytes[18] == (journalMode == "wal" ? 2 : 1))
        let virtual = try VirtualFileSystem.open(file)
        expect(200, "SELECT count(*) FROM t WHERE v = printf('%0100d', id)", virtual)
        expect(1, "SELECT v = printf('%0100d', 117) FROM t WHERE id = 117", virtual)
        #expect(throws: DatabaseError.self) {
            try virtual.connection.execute(
                "SELECT json('no') WHERE (SELECT count(*) FROM t) IS NOT 7")
        }
    }

    @Test(arguments: ["delete", "wal"])
    func anImmutableDatabaseIsNotWrittenTo(_ journalMode: String) throws {
        let bytes = try database(journalMode: journalMode)
        let file = MemoryFile(bytes, isImmutable: true)
        let virtual = try VirtualFileSystem.open(file)
        for sql in ["DELETE FROM t", "CREATE TABLE u (a)", "PRAGMA user_version = 7"] {
            let error = #expect(throws: DatabaseError.self) { try virtual.connection.execute(sql) }
            #expect(error?.resultCode == .SQLITE_READONLY)
        }
        #expect(file.bytes == bytes)
    }

    @Test func aDatabaseCanBeMadeAndReadAgain() throws {
        let file = MemoryFile()
        do {
            let virtual = try VirtualFileSystem.open(file)
            try virtual.connection.execute(
                Self.pragmas + "CREATE TABLE t (a); INSERT INTO t VALUES (1), (2)")
            expect(2, "SELECT count(*) FROM t", virtual)
        }
        #expect(file.bytes.count == 8_192)
        let again = try VirtualFileSystem.open(file)
        try again.connection.execute(Self.pragmas + "DELETE FROM t WHERE a = 1")
        expect(1, "SELECT count(*) FROM t", again)
    }

    @Test func twoAreApart() throws {
        let (a, b) = (MemoryFile(), MemoryFile())
        let (first, second) = (try VirtualFileSystem.open(a), try VirtualFileSystem.open(b))
        try first.connection.execute(Self.pragmas + "CREATE TABLE t (a)")
        try second.connection.execute(Self.pragmas + "CREATE TABLE t (a, b)")
        expect(1, "SELECT count(*) FROM pragma_table_info('t')", first)
        expect(2, "SELECT count(*) FROM pragma_table_info('t')", second)
    }

    @Test(arguments: MemoryFile.Call.allCases)
    fileprivate func whatTheFileThrowsComesOutAsItselfAndTheFirstOfIt(_ call: MemoryFile.Call)
        throws
    {
        let file = MemoryFile()
        let virtual = try VirtualFileSystem.open(file)
        try virtual.connection.execute("PRAGMA journal_mode = OFF; CREATE TABLE t (a)")
        file.failing = [call]
        for _ in 1...2 {
            let error = #expect(throws: DatabaseError.self) {
                try virtual.connection.execute(
                    "INSERT INTO t VALUES (randomblob(9000)); SELECT count(*) FROM t")
            }
            guard let error else { return }
            #expect(error.resultCode == .SQLITE_IOERR)
            #expect(
                virtual.cause(of: error) as? MemoryFile.Failure
                    == MemoryFile.Failure(call: call, number: 1))
        }
        #expect(file.failures > 1)
    }

    @Test func whereTheFileThrewNothingSQLitesOwnErrorComesOut() throws {
        let virtual = try VirtualFileSystem.open(MemoryFile())
        let error = try #require(
            #expect(throws: DatabaseError.self) { try virtual.connection.execute("SELECT a") }
        )
        #expect((virtual.cause(of: error) as? DatabaseError)?.message == "no such column: a")
    }

    @Test func whatIsNoDatabaseIsRefused() throws {
        for bytes in [
            Array("no database, but long enough".utf8), [UInt8](repeating: 7, count: 8_192),
        ] {
            let virtual = try VirtualFileSystem.open(MemoryFile(bytes, isImmutable: true))
            let error = #expect(throws: DatabaseError.self) {
                try virtual.connection.execute("SELECT count(*) FROM sqlite_schema")
            }
            #expect(error?.resultCode == .SQLITE_NOTADB)
        }
    }

    @Test func closedItLetsTheFileGo() throws {
        weak var file: MemoryFile?
        do {
            let virtual = try VirtualFileSystem.open(
                {
                    let made = MemoryFile()
                    file = made
                    return made
                }())
            try virtual.connection.execute(Self.pragmas + "CREATE TABLE t (a)")
            #expect(file != nil)
        }
        #expect(file == nil)
    }
}
