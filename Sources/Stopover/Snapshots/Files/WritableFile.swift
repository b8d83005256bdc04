import Foundation

/// A file that is open for writing.
final class WritableFile {
    let name: String
    private let directory: Directory
    private let descriptor: Int32

    /// - Parameter descriptor: is closed in the end.
    init(_ directory: Directory, name: String, descriptor: Int32) {
        self.directory = directory
        self.name = name
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    var path: String { directory.path(of: name) }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws {
        try directory.pass(.write(path, bytes, at: offset))
        failpoint(.beforeSnapshotWrite)
        defer { failpoint(.afterSnapshotWrite) }
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

    /// Makes the file's bytes and its length durable.
    func synchronize() throws {
        try directory.pass(.synchronize(path))
        failpoint(.beforeSynchronization)
        defer { failpoint(.afterSynchronization) }
        #if canImport(Darwin)
            // fsync alone leaves it to the drive's cache there (fsync(2)).
            let code = fcntl(descriptor, F_FULLFSYNC)
        #else
            let code = fsync(descriptor)
        #endif
        guard code == 0 else { throw directory.failure(errno, name) }
    }

    /// Cuts off what lies behind the first bytes.
    func truncate(to sizeInBytes: Int) throws {
        try directory.pass(.truncate(path, to: sizeInBytes))
        failpoint(.beforeSnapshotTruncation)
        defer { failpoint(.afterSnapshotTruncation) }
        while ftruncate(descriptor, off_t(sizeInBytes)) != 0 {
            guard errno == EINTR else { throw directory.failure(errno, name) }
        }
    }
}
