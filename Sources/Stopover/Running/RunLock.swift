import Foundation

/// One runner at a time: `flock` on a file beside the database, which the system drops when its holder
/// dies, however it dies. The file is never removed: a second runner could hold the old one.
final class RunLock: Sendable {
    private let descriptor: Int32

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        // Closing drops the lock.
        close(descriptor)
    }

    /// `contacts.sqlite` is guarded by `contacts.sqlite.stopover-lock`.
    static func path(ofDatabase path: String) -> String {
        FileSystem.realPath(path) + ".stopover-lock"
    }

    /// A probe by `status` holds the lock for a moment: a first refusal is not believed.
    private static let patience: Duration = .milliseconds(250)
    private static let pause: Duration = .milliseconds(10)

    /// Takes the lock, or waits for it for `wait`.
    ///
    /// - Parameter onWait: called once, with who holds it.
    /// - Throws: `locked` where it is still held then, or where the wait was stopped.
    static func acquire(
        database: String, purpose: String, wait: Duration, stop: StopSignal,
        onWait: (String) -> Void
    ) throws -> RunLock {
        let path = path(ofDatabase: database)
        let lock = RunLock(descriptor: try open(path, database: database))
        let start = ContinuousClock.now
        var told = false
        while flock(lock.descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                throw failure(FileSystem.Failure(path: path, code: errno))
            }
            let elapsed = ContinuousClock.now - start
            if elapsed >= max(wait, patience) || stop.isRequested {
                throw MigrationError(
                    .locked, "The database is in use by \(lock.holder())",
                    hint: "Try again when it is done; `run` can wait for it with --wait.",
                    outcome: .locked)
            }
            if elapsed >= patience, !told {
                told = true
                onWait(lock.holder())
            }
            Thread.sleep(forTimeInterval: pause / .seconds(1))
        }
        lock.write(purpose)
        return lock
    }

    /// Who holds the lock now; nil where nobody does. Makes nothing.
    static func currentHolder(database: String) -> String? {
        let path = path(ofDatabase: database)
        guard nameCount(path) == 1 else { return nil }
        let descriptor = Foundation.open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        if flock(descriptor, LOCK_SH | LOCK_NB) == 0 { return nil }
        return read(descriptor)
    }

    // MARK: The file

    private static func open(_ path: String, database: String) throws -> Int32 {
        let flags = O_RDWR | O_NOFOLLOW | O_CLOEXEC
        let owner = FileSystem.attributes(database)
        let mode = (owner?.st_mode ?? 0o600) & 0o666
        if let count = nameCount(path), count > 1 {
            throw unusable(
                path, "it is a hard link to another file",
                hint: "Remove that name: a run writes there who holds the lock.")
        }
        var descriptor = Foundation.open(path, flags | O_CREAT | O_EXCL, mode)
        if descriptor >= 0 {
            // The mask of this process may be stricter than the database's mode.
            fchmod(descriptor, mode)
            if let owner, geteuid() == 0 { _ = fchown(descriptor, owner.st_uid, owner.st_gid) }
        } else if errno == EEXIST {
            descriptor = Foundation.open(path, flags)
        }
        guard descriptor >= 0 else {
            let failure = FileSystem.Failure(path: path, code: errno)
            guard failure.code == EACCES, FileSystem.isThere(path) else {
                throw Self.failure(failure)
            }
            throw unusable(
                path, failure.reason,
                hint: "Make it writable, or remove it while no run is at work.")
        }
        do {
            try requireLock(descriptor, path)
        } catch {
            close(descriptor)
            throw error
        }
        return descriptor
    }

    /// How many names the file has; nil where there is none, or something else than a file.
    ///
    /// To be asked before it is opened: closing a descriptor of what may be the database, by another name, would
    /// drop SQLite's locks.
    private static func nameCount(_ path: String) -> Int? {
        var attributes = stat()
        guard lstat(path, &attributes) == 0, attributes.isFile else { return nil }
        return Int(attributes.st_nlink)
    }

    /// Refuses what no run has made: it would be written over.
    private static func requireLock(_ descriptor: Int32, _ path: String) throws {
        var attributes = stat()
        guard fstat(descriptor, &attributes) == 0, attributes.isFile else {
            throw failure(FileSystem.Failure(path: path, code: EINVAL))
        }
        guard isLock(descriptor) else {
            throw unusable(
                path, "it holds something else",
                hint: "Move it elsewhere: a run writes there who holds the lock.")
        }
    }

    /// Empty, or what an earlier run wrote.
    private static func isLock(_ descriptor: Int32) -> Bool {
        var bytes = [UInt8](repeating: 0, count: beginning.utf8.count)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return count >= 0 && beginning.utf8.starts(with: bytes.prefix(count))
    }

    private static func failure(_ failure: FileSystem.Failure) -> MigrationError {
        unusable(failure.path, failure.reason, hint: "A run needs to write beside the database.")
    }

    private static func unusable(_ path: String, _ reason: String, hint: String) -> MigrationError {
        MigrationError(
            .databaseUnusable, "The lock file \(path) can't be used: \(reason)", hint: hint)
    }

    // MARK: Who holds it

    private static let textLimit = 256
    private static let beginning = "process "

    private func write(_ purpose: String) {
        let time = Date().formatted(.iso8601)
        let text =
            "\(Self.beginning)\(getpid()) on \(ProcessInfo.processInfo.hostName), \(purpose) since \(time)"
        ftruncate(descriptor, 0)
        let bytes = Array(text.utf8.prefix(Self.textLimit))
        _ = pwrite(descriptor, bytes, bytes.count, 0)
    }

    private func holder() -> String {
        Self.read(descriptor)
    }

    private static func read(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: textLimit)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        return text.isEmpty ? "another process" : text
    }
}
