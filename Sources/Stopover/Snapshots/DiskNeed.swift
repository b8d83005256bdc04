import Foundation

/// How much room work takes, volume by volume.
struct DiskNeed: Sendable {
    /// One volume's.
    struct Volume: Sendable, Hashable {
        /// A directory that is on it.
        let directory: String
        let freeBytes: Int
        var neededBytes: Int

        var isEnough: Bool { neededBytes <= freeBytes }
    }

    private(set) var volumes: [Volume] = []
    private var devices: [UInt64] = []

    /// Beside what is known there is always something else.
    static let headroomInBytes = 16 << 20

    /// What a snapshot of so large a database is taken to need before it is written: contacts take a
    /// third. One that needs more, and finds the disk full, leaves nothing behind.
    static func ofSnapshot(databaseSizeInBytes: Int) -> Int {
        databaseSizeInBytes / 2 + headroomInBytes
    }

    /// What a row snapshot of a database that large is taken to need: that of one changed column takes a
    /// twentieth of a database snapshot.
    static func ofRowSnapshot(databaseSizeInBytes: Int) -> Int {
        databaseSizeInBytes / 20 + headroomInBytes
    }

    /// - Parameter directory: where the bytes will be; one that isn't there yet counts as its parent.
    mutating func add(_ bytes: Int, in directory: String) {
        let directory =
            FileSystem.attributes(directory) == nil ? FileSystem.directory(directory) : directory
        guard let attributes = FileSystem.attributes(directory),
            let free = FileSystem.freeBytes(directory)
        else { return }
        let device = UInt64(attributes.st_dev)
        if let index = devices.firstIndex(of: device) {
            volumes[index].neededBytes += bytes
        } else {
            devices.append(device)
            volumes.append(Volume(directory: directory, freeBytes: free, neededBytes: bytes))
        }
    }

    /// - Throws: `diskFull` where a volume has too little room.
    func refuse(_ purpose: String, hint: String, version: MigrationVersion? = nil) throws {
        guard let volume = volumes.first(where: { !$0.isEnough }) else { return }
        throw MigrationError(
            .diskFull,
            "\(purpose) needs about \(ByteCount(volume.neededBytes)) in \(volume.directory), and "
                + "\(ByteCount(volume.freeBytes)) are free",
            hint: hint, version: version)
    }
}
