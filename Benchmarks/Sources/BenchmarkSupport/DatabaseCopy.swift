import Foundation

/// Copies of a database that nobody has open.
public enum DatabaseCopy {
    /// Copies it to `path`, in place of what is there: on the disk, and in the page cache as well.
    public static func make(of original: String, at path: String) throws {
        try remove(path)
        try FileManager.default.copyItem(atPath: original, toPath: path)
        try settle(path)
        // A new file would look as if somebody wrote to it just now, to whom Stopover gives way.
        let times = try FileManager.default.attributesOfItem(atPath: original)
            .filter { $0.key == .modificationDate }
        try FileManager.default.setAttributes(times, ofItemAtPath: path)
    }

    /// Removes a database and what stands beside it.
    public static func remove(_ path: String) throws {
        for suffix in ["", "-wal", "-shm", "-journal", ".snapshots"]
        where FileManager.default.fileExists(atPath: path + suffix) {
            try FileManager.default.removeItem(atPath: path + suffix)
        }
    }

    private static func settle(_ path: String) throws {
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        defer { try? file.close() }
        // Writing the copy to the disk is not for the next one to wait for.
        try file.synchronize()
        while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {}
    }
}
