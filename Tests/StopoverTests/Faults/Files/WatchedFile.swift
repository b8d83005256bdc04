import GRDBSQLite

@testable import Stopover

/// An open file of the system's VFS, each call to which is shown to the watcher of its directory.
final class WatchedFile {
    let file: UnsafeMutablePointer<sqlite3_file>
    private let room: UnsafeMutableRawPointer
    private let path: String
    private let watcher: any FileWatcher
    private let isNew: Bool
    /// The system's VFS makes a new journal's name durable with its first bytes.
    private var isNameDurable: Bool

    init(
        _ path: String, _ watcher: any FileWatcher, _ system: UnsafeMutablePointer<sqlite3_vfs>,
        _ flags: Int32
    ) {
        self.path = path
        self.watcher = watcher
        room = .allocate(
            byteCount: Int(system.pointee.szOsFile), alignment: MemoryLayout<sqlite3_file>.alignment
        )
        room.initializeMemory(as: UInt8.self, repeating: 0, count: Int(system.pointee.szOsFile))
        file = room.bindMemory(to: sqlite3_file.self, capacity: 1)
        // Not by xAccess, to which an empty file is none: a log that was emptied stays the file that it is.
        isNew = flags & SQLITE_OPEN_CREATE != 0 && !FileSystem.isThere(path)
        let isJournal = flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL) != 0
        isNameDurable = !(isNew && isJournal)
    }

    deinit {
        room.deallocate()
    }

    /// SQLite closes a file that could not be opened where it has methods (<https://sqlite.org/c3ref/vfs.html>).
    func closeFailed() {
        if let methods = file.pointee.pMethods { _ = methods.pointee.xClose(file) }
    }

    func open(_ body: () -> Int32) -> Int32 {
        watcher.perform(FileCall(kind: .open, path: path, isNew: isNew), body)
    }

    private func synchronize(_ flags: Int32) -> Int32 {
        let call = FileCall(
            kind: .synchronize, path: path, synchronizesDirectory: !isNameDurable)
        let code = watcher.perform(call) { system.pointee.xSync(file, flags) }
        if code == SQLITE_OK { isNameDurable = true }
        return code
    }

    /// What the system's VFS does with a file.
    private var system: UnsafePointer<sqlite3_io_methods> {
        // It is there: a file is handed out only once it is open.
        file.pointee.pMethods!
    }

    // Unsafe because a pointer is not Sendable: filled here once, then SQLite only reads it, and it is
    // never freed.
    nonisolated(unsafe) static let methods: UnsafeMutablePointer<sqlite3_io_methods> = {
        let methods = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        methods.initialize(to: sqlite3_io_methods())
        methods.pointee.iVersion = 3
        methods.pointee.xClose = { handle in
            guard let owner = WatchedHandle.owner(handle) else { return SQLITE_OK }
            let watched = owner.takeRetainedValue()
            // Whatever is said of it: it is closed.
            let code = watched.system.pointee.xClose(watched.file)
            return watched.watcher.perform(FileCall(kind: .close, path: watched.path)) { code }
        }
        methods.pointee.xRead = { handle, room, count, offset in
            // What a short read doesn't fill must be zeros (<https://sqlite.org/c3ref/io_methods.html>).
            room?.initializeMemory(as: UInt8.self, repeating: 0, count: Int(count))
            return call(.read, handle, offset: offset) {
                $0.system.pointee.xRead($0.file, room, count, offset)
            }
        }
        methods.pointee.xWrite = { handle, bytes, count, offset in
            let source = UnsafeRawBufferPointer(start: bytes, count: Int(count))
            return call(.write, handle, offset: offset, bytes: source) {
                $0.system.pointee.xWrite($0.file, bytes, count, offset)
            }
        }
        methods.pointee.xTruncate = { handle, size in
            call(.truncate, handle, offset: size) { $0.system.pointee.xTruncate($0.file, size) }
        }
        methods.pointee.xSync = { handle, flags in
            WatchedHandle.owner(handle)?.takeUnretainedValue().synchronize(flags) ?? SQLITE_IOERR
        }
        methods.pointee.xFileSize = { handle, size in
            call(.size, handle) { $0.system.pointee.xFileSize($0.file, size) }
        }
        methods.pointee.xLock = { handle, level in
            call(.lock, handle) { $0.system.pointee.xLock($0.file, level) }
        }
        methods.pointee.xUnlock = { handle, level in
            call(.unlock, handle) { $0.system.pointee.xUnlock($0.file, level) }
        }
        methods.pointee.xCheckReservedLock = { handle, answer in
            call(.checkLock, handle) { $0.system.pointee.xCheckReservedLock($0.file, answer) }
        }
        methods.pointee.xFileControl = { handle, operation, argument in
            forward(handle) { $0.system.pointee.xFileControl($0.file, operation, argument) }
        }
        methods.pointee.xSectorSize = { handle in
            forward(handle) { $0.system.pointee.xSectorSize($0.file) }
        }
        methods.pointee.xDeviceCharacteristics = { handle in
            forward(handle) { $0.system.pointee.xDeviceCharacteristics($0.file) }
        }
        methods.pointee.xShmMap = { handle, page, size, canExtend, answer in
            call(.mapMemory, handle) {
                $0.system.pointee.xShmMap($0.file, page, size, canExtend, answer)
            }
        }
        methods.pointee.xShmLock = { handle, offset, count, flags in
            let kind = flags & SQLITE_SHM_UNLOCK != 0 ? FileCall.Kind.unlockMemory : .lockMemory
            return call(kind, handle, offset: Int64(offset)) {
                $0.system.pointee.xShmLock($0.file, offset, count, flags)
            }
        }
        methods.pointee.xShmBarrier = { handle in
            _ = forward(handle) {
                $0.system.pointee.xShmBarrier($0.file)
                return SQLITE_OK
            }
        }
        methods.pointee.xShmUnmap = { handle, isLast in
            forward(handle) { $0.system.pointee.xShmUnmap($0.file, isLast) }
        }
        // No page is mapped into memory: it would be read past the watcher.
        methods.pointee.xFetch = { _, _, _, page in
            page?.pointee = nil
            return SQLITE_OK
        }
        methods.pointee.xUnfetch = { handle, offset, _ in
            call(.forget, handle, offset: offset) { _ in SQLITE_OK }
        }
        return methods
    }()

    /// A call that the watcher sees.
    private static func call(
        _ kind: FileCall.Kind, _ handle: UnsafeMutablePointer<sqlite3_file>?, offset: Int64 = 0,
        bytes: UnsafeRawBufferPointer = .init(start: nil, count: 0), _ body: (WatchedFile) -> Int32
    ) -> Int32 {
        forward(handle) { watched in
            let call = FileCall(
                kind: kind, path: watched.path, offset: Int(offset), bytes: bytes)
            return watched.watcher.perform(call) { body(watched) }
        }
    }

    private static func forward(
        _ handle: UnsafeMutablePointer<sqlite3_file>?, _ body: (WatchedFile) -> Int32
    ) -> Int32 {
        guard let watched = WatchedHandle.owner(handle)?.takeUnretainedValue() else {
            return SQLITE_IOERR
        }
        return body(watched)
    }
}
