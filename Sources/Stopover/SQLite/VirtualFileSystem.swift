import Foundation
import GRDB
// Not CSQLite: with GRDB beside it the fields of these structs count as this module's.
import GRDBSQLite
import Synchronization

/// Opens ``VirtualFile``s for SQLite: a VFS (<https://sqlite.org/vfs.html>) with a main database file
/// and nothing else, for connections that journal nothing.
enum VirtualFileSystem {
    static let name = "stopover"

    /// What waits to be opened, by the path that stands for it.
    private static let files = Mutex<[String: OpenedFile]>([:])

    /// Opens a connection whose database is `file`.
    static func open(_ file: any VirtualFile) throws -> VirtualConnection {
        _ = registration
        let path = "/" + UUID().uuidString
        let opened = OpenedFile(file)
        files.withLock { $0[path] = opened }
        defer { files.withLock { $0[path] = nil } }
        return try VirtualConnection(
            Connection(path: path, vfs: name, canMake: !file.isImmutable), opened)
    }

    fileprivate static func take(_ path: String) -> OpenedFile? {
        files.withLock { $0.removeValue(forKey: path) }
    }

    /// Registered once, and never taken back.
    private static let registration: Void = {
        let system = sqlite3_vfs_find(nil)
        let vfs = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        vfs.initialize(to: sqlite3_vfs())
        vfs.pointee.iVersion = 1
        vfs.pointee.szOsFile = Int32(MemoryLayout<VirtualFileHandle>.size)
        vfs.pointee.mxPathname = 512
        vfs.pointee.zName = UnsafePointer(strdup(name))
        vfs.pointee.xOpen = open
        vfs.pointee.xDelete = { _, _, _ in SQLITE_OK }
        vfs.pointee.xAccess = { _, _, _, answer in
            answer?.pointee = 0
            return SQLITE_OK
        }
        vfs.pointee.xFullPathname = { _, path, size, answer in
            guard let path, let answer, strlen(path) < size else { return SQLITE_CANTOPEN }
            strcpy(answer, path)
            return SQLITE_OK
        }
        vfs.pointee.xRandomness = { _, count, bytes in
            let system = sqlite3_vfs_find(nil)
            return system?.pointee.xRandomness(system, count, bytes) ?? 0
        }
        vfs.pointee.xSleep = { _, time in
            let system = sqlite3_vfs_find(nil)
            return system?.pointee.xSleep(system, time) ?? 0
        }
        vfs.pointee.xCurrentTime = { _, time in
            let system = sqlite3_vfs_find(nil)
            return system?.pointee.xCurrentTime(system, time) ?? SQLITE_ERROR
        }
        vfs.pointee.xGetLastError = { _, _, _ in 0 }
        sqlite3_vfs_register(vfs, 0)
    }()

    private static let open:
        @convention(c) (
            UnsafeMutablePointer<sqlite3_vfs>?, UnsafePointer<CChar>?,
            UnsafeMutablePointer<sqlite3_file>?, Int32, UnsafeMutablePointer<Int32>?
        ) -> Int32 = { _, path, file, flags, outFlags in
            guard let file else { return SQLITE_MISUSE }
            file.pointee.pMethods = nil
            // Journals and temporary files are none of it: the connection has them off.
            guard flags & SQLITE_OPEN_MAIN_DB != 0, let path,
                let opened = take(String(cString: path))
            else { return SQLITE_CANTOPEN }
            UnsafeMutableRawPointer(file).assumingMemoryBound(to: VirtualFileHandle.self).pointee
                .owner =
                Unmanaged.passRetained(opened)
            file.pointee.pMethods = UnsafePointer(methods)
            outFlags?.pointee = flags
            return SQLITE_OK
        }

    // Unsafe because a pointer is not Sendable: filled here once, then SQLite only reads it, and it is
    // never freed.
    nonisolated(unsafe) private static let methods: UnsafeMutablePointer<sqlite3_io_methods> = {
        let methods = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        methods.initialize(to: sqlite3_io_methods())
        methods.pointee.iVersion = 1
        methods.pointee.xClose = { file in
            VirtualFileHandle.of(file)?.release()
            return SQLITE_OK
        }
        methods.pointee.xRead = { file, room, count, offset in
            guard let opened = VirtualFileHandle.of(file)?.takeUnretainedValue(), let room else {
                return ResultCode.SQLITE_IOERR_READ.rawValue
            }
            return opened.read(
                into: UnsafeMutableRawBufferPointer(start: room, count: Int(count)),
                at: Int(offset))
        }
        methods.pointee.xWrite = { file, bytes, count, offset in
            guard let opened = VirtualFileHandle.of(file)?.takeUnretainedValue() else {
                return ResultCode.SQLITE_IOERR_WRITE.rawValue
            }
            return opened.perform(ResultCode.SQLITE_IOERR_WRITE.rawValue) {
                try $0.write(
                    UnsafeRawBufferPointer(start: bytes, count: Int(count)), at: Int(offset))
            }
        }
        // The pages that are written are all there will be.
        methods.pointee.xTruncate = { _, _ in SQLITE_OK }
        methods.pointee.xSync = { _, _ in SQLITE_OK }
        methods.pointee.xFileSize = { file, size in
            guard let opened = VirtualFileHandle.of(file)?.takeUnretainedValue() else {
                return ResultCode.SQLITE_IOERR_FSTAT.rawValue
            }
            return opened.perform(ResultCode.SQLITE_IOERR_FSTAT.rawValue) {
                size?.pointee = Int64(try $0.sizeInBytes)
            }
        }
        methods.pointee.xLock = { _, _ in SQLITE_OK }
        methods.pointee.xUnlock = { _, _ in SQLITE_OK }
        methods.pointee.xCheckReservedLock = { _, answer in
            answer?.pointee = 0
            return SQLITE_OK
        }
        methods.pointee.xFileControl = { _, _, _ in SQLITE_NOTFOUND }
        methods.pointee.xSectorSize = { _ in 512 }
        methods.pointee.xDeviceCharacteristics = { file in
            let opened = VirtualFileHandle.of(file)?.takeUnretainedValue()
            return opened?.file.isImmutable == true ? SQLITE_IOCAP_IMMUTABLE : 0
        }
        return methods
    }()
}

/// What SQLite allocates for an open file: its own part first.
private struct VirtualFileHandle {
    var base: sqlite3_file
    var owner: Unmanaged<OpenedFile>?

    static func of(_ file: UnsafeMutablePointer<sqlite3_file>?) -> Unmanaged<OpenedFile>? {
        UnsafeMutableRawPointer(file)?.assumingMemoryBound(to: VirtualFileHandle.self).pointee.owner
    }
}

/// A virtual file with what went wrong in it: SQLite passes on no more than a code.
///
/// Unchecked, because `failure` is a variable and the file need not be Sendable: the registry holds it
/// until it is opened, by the thread that put it there; then only the connection's thread comes here.
final class OpenedFile: @unchecked Sendable {
    fileprivate let file: any VirtualFile
    private(set) var failure: (any Error)?

    fileprivate init(_ file: any VirtualFile) {
        self.file = file
    }

    fileprivate func perform(_ code: Int32, _ body: (any VirtualFile) throws -> Void) -> Int32 {
        do {
            try body(file)
            return SQLITE_OK
        } catch {
            failure = failure ?? error
            return code
        }
    }

    /// What is behind the end reads as zeros, and SQLite is told so.
    fileprivate func read(into room: UnsafeMutableRawBufferPointer, at offset: Int) -> Int32 {
        var isShort = false
        let code = perform(ResultCode.SQLITE_IOERR_READ.rawValue) { file in
            let count = max(0, min(room.count, try file.sizeInBytes - offset))
            isShort = count < room.count
            if count > 0 { try file.read(into: .init(rebasing: room[..<count]), at: offset) }
            if isShort {
                UnsafeMutableRawBufferPointer(rebasing: room[count...])
                    .initializeMemory(as: UInt8.self, repeating: 0)
            }
        }
        return code == SQLITE_OK && isShort ? ResultCode.SQLITE_IOERR_SHORT_READ.rawValue : code
    }
}

/// A connection to a virtual file.
struct VirtualConnection {
    let connection: Connection
    private let opened: OpenedFile

    fileprivate init(_ connection: Connection, _ opened: OpenedFile) {
        self.connection = connection
        self.opened = opened
    }

    /// What the file threw, where that is why SQLite failed; else SQLite's own error.
    func cause(of error: any Error) -> any Error {
        opened.failure ?? error
    }
}
