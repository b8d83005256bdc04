import Foundation

/// What the engine asks of the file system beside SQLite. It never opens the database file itself:
/// closing any descriptor of it would drop SQLite's locks in this process
/// (<https://sqlite.org/howtocorrupt.html>, section 2.2).
enum FileSystem {
    /// A failed call.
    struct Failure: Error {
        let path: String
        let code: Int32

        var reason: String {
            code == ELOOP ? "it is a symbolic link" : String(cString: strerror(code))
        }
    }

    /// The path with all symbolic links resolved; of a file that isn't there, its directory's.
    static func realPath(_ path: String) -> String {
        if let resolved = realpath(path, nil) {
            defer { free(resolved) }
            return String(cString: resolved)
        }
        let url = URL(fileURLWithPath: path)
        guard let directory = realpath(url.deletingLastPathComponent().path, nil) else {
            return url.path
        }
        defer { free(directory) }
        let parent = String(cString: directory)
        return (parent == "/" ? "" : parent) + "/" + url.lastPathComponent
    }

    /// The directory that the file is in.
    static func directory(_ path: String) -> String {
        URL(fileURLWithPath: path).deletingLastPathComponent().path
    }

    /// Size, owner and mode; nil where there is no such file.
    static func attributes(_ path: String) -> stat? {
        var attributes = stat()
        return stat(path, &attributes) == 0 ? attributes : nil
    }

    /// Whether two paths lead to one file.
    static func isSame(_ path: String, _ other: String) -> Bool {
        guard let file = attributes(path), let otherFile = attributes(other) else { return false }
        return file.st_dev == otherFile.st_dev && file.st_ino == otherFile.st_ino
    }

    /// Whether the name is taken, by a link that leads nowhere too.
    static func isThere(_ path: String) -> Bool {
        var attributes = stat()
        return lstat(path, &attributes) == 0
    }

    static func isLink(_ path: String) -> Bool {
        var attributes = stat()
        return lstat(path, &attributes) == 0 && attributes.st_mode & S_IFMT == S_IFLNK
    }

    static func size(_ path: String) -> Int {
        attributes(path).map { Int($0.st_size) } ?? 0
    }

    /// When a database was written to last: the file too, since who closes it last moves the log there. An
    /// empty log says nothing: opening the database makes one.
    static func lastWrite(database path: String) -> Date? {
        let log = attributes(path + "-wal").flatMap { $0.st_size > 0 ? $0 : nil }
        return [attributes(path), log].compactMap { $0?.lastWrite }.max()
    }

    static func isDirectory(_ path: String) -> Bool {
        attributes(path).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false
    }

    /// Bytes that an unprivileged process may still write on the path's volume.
    static func freeBytes(_ path: String) -> Int? {
        var volume = statvfs()
        guard statvfs(path, &volume) == 0 else { return nil }
        return Int(volume.f_bavail) * Int(volume.f_frsize)
    }
}

extension stat {
    /// A regular file: no directory, link, device or pipe.
    var isFile: Bool { st_mode & S_IFMT == S_IFREG }

    fileprivate var lastWrite: Date {
        #if canImport(Darwin)
            let time = st_mtimespec
        #else
            let time = st_mtim
        #endif
        return Date(
            timeIntervalSince1970: TimeInterval(time.tv_sec) + TimeInterval(time.tv_nsec) / 1e9)
    }
}
