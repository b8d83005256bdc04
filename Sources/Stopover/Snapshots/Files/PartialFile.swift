import Foundation

/// A file that is being written: under its own name it is there whole, or not at all.
///
/// Given up, or failed, it is removed. Its writer killed, its temporary name is left behind.
final class PartialFile {
    let name: String
    private let directory: Directory
    private let descriptor: Int32
    private var isPublished = false

    init(_ directory: Directory, name: String, descriptor: Int32) {
        self.directory = directory
        self.name = name
        self.descriptor = descriptor
    }

    deinit {
        if !isPublished { try? directory.remove(Directory.partialName(name)) }
        close(descriptor)
    }

    var path: String { directory.path(of: name) }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws {
        try directory.failpoint(.write)
        var rest = bytes
        var offset = offset
        while !rest.isEmpty {
            let count = pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                // A volume that takes nothing and says no more is full.
                throw directory.failure(count < 0 ? errno : ENOSPC, name)
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            offset += count
        }
    }

    /// Makes the file durable, then its name.
    ///
    /// - Throws: ``FileSystem/Failure``; then there is no file of the name.
    func publish() throws {
        try directory.failpoint(.synchronize)
        #if canImport(Darwin)
            // fsync alone leaves it to the drive's cache there (fsync(2)).
            let code = fcntl(descriptor, F_FULLFSYNC)
        #else
            let code = fsync(descriptor)
        #endif
        guard code == 0 else { throw directory.failure(errno, name) }
        try directory.rename(Directory.partialName(name), to: name)
        isPublished = true
        do {
            try directory.synchronize()
        } catch {
            try? directory.remove(name)
            throw error
        }
    }
}
