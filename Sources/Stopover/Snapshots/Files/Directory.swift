import Foundation

/// An open directory that files are made in: by its descriptor, so that no link put in its place
/// meanwhile leads elsewhere.
final class Directory: Sendable {
    /// The calls that write, with paths: for tests to record them, or to fail one.
    enum Call {
        case make(String)
        case write(String, UnsafeRawBufferPointer, at: Int)
        case synchronize(String)
        case truncate(String, to: Int)
        case publish(String, as: String)
        case remove(String)
        case synchronizeDirectory(String)
    }

    let path: String
    private let descriptor: Int32
    /// Called before each of them.
    private let onCall: @Sendable (Call) throws -> Void

    /// - Throws: ``FileSystem/Failure``; `ENOTDIR` also where the path is a symbolic link.
    init(path: String, failpoint: @escaping @Sendable (Call) throws -> Void = { _ in }) throws {
        self.path = path
        onCall = failpoint
        descriptor = Foundation.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            let code = errno
            throw failure(FileSystem.isLink(path) ? ELOOP : code)
        }
    }

    deinit {
        close(descriptor)
    }

    /// In a release build there is nothing of it.
    @inline(__always)
    func pass(_ call: @autoclosure () -> Call) throws {
        #if DEBUG
            try onCall(call())
        #endif
    }

    func path(of name: String) -> String { path + "/" + name }

    /// Without `.` and `..`.
    func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    func has(_ name: String) -> Bool {
        attributes(name) != nil
    }

    func attributes() -> stat? {
        var attributes = stat()
        return fstat(descriptor, &attributes) == 0 ? attributes : nil
    }

    private func attributes(_ name: String) -> stat? {
        var attributes = stat()
        let code = fstatat(descriptor, name, &attributes, AT_SYMLINK_NOFOLLOW)
        return code == 0 ? attributes : nil
    }

    /// Gives the directory itself to another owner, and its mode.
    func adopt(owner: uid_t, group: gid_t, mode: mode_t) {
        if geteuid() == 0 { _ = fchown(descriptor, owner, group) }
        fchmod(descriptor, mode)
    }

    func synchronize() throws {
        try pass(.synchronizeDirectory(path))
        failpoint(.beforeSynchronization)
        defer { failpoint(.afterSynchronization) }
        guard fsync(descriptor) == 0 else { throw failure(errno) }
    }

    func remove(_ name: String) throws {
        try pass(.remove(path(of: name)))
        guard unlinkat(descriptor, name, 0) == 0 else { throw failure(errno, name) }
    }

    // MARK: Opening files

    /// Opens a regular file to write to it.
    func writable(_ name: String) throws -> WritableFile {
        WritableFile(self, name: name, descriptor: try open(name, O_RDWR))
    }

    /// Opens a regular file to read it.
    func readable(_ name: String) throws -> ReadableFile {
        try ReadableFile(path: path(of: name), descriptor: open(name, O_RDONLY))
    }

    private func open(_ name: String, _ mode: Int32) throws -> Int32 {
        let file = openat(descriptor, name, mode | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { throw failure(errno, name) }
        guard isStill(name, file) else {
            close(file)
            throw failure(EINVAL, name)
        }
        return file
    }

    // MARK: Making files

    /// A file's name while it is being written.
    static func partialName(_ name: String) -> String { name + partialSuffix }

    /// Long enough that nobody else's file has it.
    static let partialSuffix = ".stopover-partial"

    /// Makes a file under a temporary name, which nobody else can have and no link can stand for.
    ///
    /// - Parameter name: what it will be called.
    /// - Returns: nil where that name, or its temporary one, is taken.
    func make(_ name: String, like model: stat?, mode: mode_t) throws -> PartialFile? {
        let partial = Self.partialName(name)
        try pass(.make(path(of: partial)))
        let file = openat(
            descriptor, partial, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard file >= 0 else {
            if errno == EEXIST { return nil }
            throw failure(errno, partial)
        }
        // Held while it is written: who can have it knows that its writer is dead.
        let isLocked = flock(file, LOCK_EX | LOCK_NB) == 0
        if !isLocked, errno != EWOULDBLOCK { throw abandoned(partial, file) }
        guard isLocked, isStill(partial, file) else {
            // Somebody took it for a dead writer's in between.
            close(file)
            return nil
        }
        let made = PartialFile(self, name: name, descriptor: file)
        // The mask of this process may be stricter than what is asked for, or looser.
        fchmod(file, mode)
        if let model, geteuid() == 0 { _ = fchown(file, model.st_uid, model.st_gid) }
        return has(name) ? nil : made
    }

    private func abandoned(_ name: String, _ file: Int32) -> FileSystem.Failure {
        let failure = failure(errno, name)
        close(file)
        unlinkat(descriptor, name, 0)
        return failure
    }

    /// Removes what a writer that died left under the temporary name.
    func removeLeftover(_ partial: String) {
        let file = openat(descriptor, partial, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { return }
        defer { close(file) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0, isStill(partial, file) else { return }
        try? remove(partial)
    }

    /// The name stands for the open file, a regular one.
    private func isStill(_ name: String, _ file: Int32) -> Bool {
        var opened = stat()
        guard fstat(file, &opened) == 0, opened.isFile,
            let named = attributes(name)
        else { return false }
        return opened.st_ino == named.st_ino && opened.st_dev == named.st_dev
    }

    /// Gives a file another name, over which nothing is written: where somebody took it meanwhile,
    /// a second link is refused and a rename would not be.
    func rename(_ old: String, to new: String) throws {
        try pass(.publish(path(of: old), as: path(of: new)))
        failpoint(.beforeRename)
        defer { failpoint(.afterRename) }
        if linkat(descriptor, old, descriptor, new, 0) == 0 {
            unlinkat(descriptor, old, 0)
            return
        }
        // Some file systems have no second links.
        guard [EPERM, ENOTSUP, EOPNOTSUPP, ENOSYS].contains(errno) else {
            throw failure(errno, new)
        }
        guard !has(new) else { throw failure(EEXIST, new) }
        guard renameat(descriptor, old, descriptor, new) == 0 else { throw failure(errno, new) }
    }

    func failure(_ code: Int32, _ name: String? = nil) -> FileSystem.Failure {
        FileSystem.Failure(path: name.map(path(of:)) ?? path, code: code)
    }
}
