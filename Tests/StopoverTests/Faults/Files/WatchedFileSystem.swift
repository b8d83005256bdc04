import Foundation
import GRDBSQLite
import Synchronization

/// The system's VFS (<https://sqlite.org/vfs.html>) with somebody looking on: whatever SQLite does to files in
/// a directory that is watched is shown to its watcher, which may fail it.
///
/// It is registered as the default one, since a run opens connections of its own. Files elsewhere are opened
/// by the system's VFS as ever: of the tests beside these nothing passes through here.
enum WatchedFileSystem {
    private static let watchers = Mutex<[String: any FileWatcher]>([:])

    /// Watches what is done to files in `directory` by connections that are opened while `body` runs.
    static func watching<Result>(
        _ directory: String, _ watcher: any FileWatcher, _ body: () throws -> Result
    ) rethrows -> Result {
        registration
        watchers.withLock { $0[directory] = watcher }
        defer { watchers.withLock { $0[directory] = nil } }
        return try body()
    }

    private static func watcher(of path: String) -> (any FileWatcher)? {
        watchers.withLock { watchers in
            guard !watchers.isEmpty, let end = path.lastIndex(of: "/") else { return nil }
            return watchers[String(path[..<end])]
        }
    }

    // Unsafe because a pointer is not Sendable: it is SQLite's own, read before ours is registered, and is
    // never freed.
    nonisolated(unsafe) private static let system = sqlite3_vfs_find(nil)

    /// Registered once, and never taken back: connections go on with it.
    private static let registration: Void = {
        guard let system else { return }
        let vfs = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        // All else is the system's, with what it keeps behind `pAppData`.
        vfs.initialize(to: system.pointee)
        vfs.pointee.pNext = nil
        vfs.pointee.zName = UnsafePointer(strdup("stopover-watched"))
        // A file that nobody watches is opened in the same room.
        vfs.pointee.szOsFile = max(
            system.pointee.szOsFile, Int32(MemoryLayout<WatchedHandle>.size))
        vfs.pointee.xOpen = open
        vfs.pointee.xDelete = { _, path, synchronizesDirectory in
            call(.delete, path, synchronizesDirectory: synchronizesDirectory != 0) {
                $0.pointee.xDelete($0, path, synchronizesDirectory)
            }
        }
        vfs.pointee.xAccess = { _, path, flags, answer in
            call(.exists, path) { $0.pointee.xAccess($0, path, flags, answer) }
        }
        vfs.pointee.xSleep = { _, time in
            guard let system = WatchedFileSystem.system, !takePassOver() else { return 0 }
            return system.pointee.xSleep(system, time)
        }
        sqlite3_vfs_register(vfs, 1)
    }()

    // MARK: Waiting

    private static let passOverKey = "stopover.passOverNextSleep"

    /// The next wait of this thread for a lock takes no time.
    static func passOverNextSleep() {
        Thread.current.threadDictionary[passOverKey] = true
    }

    private static func takePassOver() -> Bool {
        let isSet = Thread.current.threadDictionary[passOverKey] != nil
        Thread.current.threadDictionary[passOverKey] = nil
        return isSet
    }

    private static func call(
        _ kind: FileCall.Kind, _ path: UnsafePointer<CChar>?, synchronizesDirectory: Bool = false,
        _ body: (UnsafeMutablePointer<sqlite3_vfs>) -> Int32
    ) -> Int32 {
        guard let system, let path = path.map(String.init(cString:)) else { return SQLITE_IOERR }
        guard let watcher = watcher(of: path) else { return body(system) }
        let call = FileCall(
            kind: kind, path: path, synchronizesDirectory: synchronizesDirectory)
        return watcher.perform(call) { body(system) }
    }

    private static let open:
        @convention(c) (
            UnsafeMutablePointer<sqlite3_vfs>?, UnsafePointer<CChar>?,
            UnsafeMutablePointer<sqlite3_file>?, Int32, UnsafeMutablePointer<Int32>?
        ) -> Int32 = { _, path, file, flags, outFlags in
            guard let system, let file else { return SQLITE_MISUSE }
            // A temporary file has no name, and does not outlast anything.
            guard let path, let watcher = watcher(of: String(cString: path)) else {
                return system.pointee.xOpen(system, path, file, flags, outFlags)
            }
            file.pointee.pMethods = nil
            let watched = WatchedFile(String(cString: path), watcher, system, flags)
            let code = watched.open {
                // The pointer as it is: SQLite keeps an URI's parameters behind the name.
                system.pointee.xOpen(system, path, watched.file, flags, outFlags)
            }
            guard code == SQLITE_OK else {
                watched.closeFailed()
                return code
            }
            WatchedHandle.begin(file, watched)
            return code
        }
}

/// What SQLite allocates for an open file: its own part first.
struct WatchedHandle {
    private var base: sqlite3_file
    private var owner: Unmanaged<WatchedFile>?

    fileprivate static func begin(
        _ file: UnsafeMutablePointer<sqlite3_file>, _ watched: WatchedFile
    ) {
        UnsafeMutableRawPointer(file).assumingMemoryBound(to: WatchedHandle.self).pointee.owner =
            .passRetained(watched)
        file.pointee.pMethods = UnsafePointer(WatchedFile.methods)
    }

    static func owner(
        _ file: UnsafeMutablePointer<sqlite3_file>?
    ) -> Unmanaged<WatchedFile>? {
        UnsafeMutableRawPointer(file)?.assumingMemoryBound(to: WatchedHandle.self).pointee.owner
    }
}
