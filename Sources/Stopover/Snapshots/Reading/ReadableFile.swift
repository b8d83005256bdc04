import Foundation

/// A regular file that is open for reading. Never a live database's: closing it would drop its locks.
final class ReadableFile: Sendable {
    let path: String
    let sizeInBytes: Int
    private let descriptor: Int32

    /// - Throws: ``FileSystem/Failure``; `EINVAL` where it is no regular file.
    convenience init(path: String) throws {
        // Without O_NONBLOCK a FIFO would wait for somebody to write to it.
        let descriptor = Foundation.open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileSystem.Failure(path: path, code: errno) }
        try self.init(path: path, descriptor: descriptor)
    }

    /// - Parameter descriptor: of the file, opened; it is closed in the end.
    init(path: String, descriptor: Int32) throws {
        self.path = path
        self.descriptor = descriptor
        var attributes = stat()
        // From here on it is closed by `deinit`, which runs where this throws, too.
        sizeInBytes =
            fstat(descriptor, &attributes) == 0 && attributes.isFile
            ? Int(attributes.st_size) : -1
        guard sizeInBytes >= 0 else { throw FileSystem.Failure(path: path, code: EINVAL) }
    }

    var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    deinit {
        close(descriptor)
    }

    /// Fills the room.
    ///
    /// - Throws: ``FileSystem/Failure``; `EIO` where the file ends before.
    func read(into room: UnsafeMutableRawBufferPointer, at offset: Int) throws {
        var rest = room
        var offset = offset
        while !rest.isEmpty {
            let count = pread(descriptor, rest.baseAddress, rest.count, off_t(offset))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                throw FileSystem.Failure(path: path, code: count < 0 ? errno : EIO)
            }
            rest = UnsafeMutableRawBufferPointer(rebasing: rest[count...])
            offset += count
        }
    }

    func bytes(_ range: Range<Int>) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: range.count)
        try bytes.withUnsafeMutableBytes { try read(into: $0, at: range.lowerBound) }
        return bytes
    }
}
