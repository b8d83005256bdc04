import Foundation

/// A file that is being written: under its own name it is there whole, or not at all.
///
/// Given up, or failed, it is removed. Its writer killed, its temporary name is left behind.
final class PartialFile {
    private let directory: Directory
    private let file: WritableFile
    private var isPublished = false

    init(_ directory: Directory, name: String, descriptor: Int32) {
        self.directory = directory
        file = WritableFile(directory, name: name, descriptor: descriptor)
    }

    deinit {
        if !isPublished { try? directory.remove(Directory.partialName(name)) }
    }

    var name: String { file.name }

    var path: String { file.path }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws {
        try file.write(bytes, at: offset)
    }

    /// Makes the file durable, then its name.
    ///
    /// - Returns: the file under its own name, for one that grows.
    /// - Throws: ``FileSystem/Failure``; then there is no file of the name.
    @discardableResult
    func publish() throws -> WritableFile {
        try file.synchronize()
        try directory.rename(Directory.partialName(name), to: name)
        isPublished = true
        do {
            try directory.synchronize()
        } catch {
            try? directory.remove(name)
            throw error
        }
        return file
    }
}
