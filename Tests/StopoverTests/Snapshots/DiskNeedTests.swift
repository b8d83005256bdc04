import Foundation
import Testing

@testable import Stopover

struct DiskNeedTests {
    private let temporary: TemporaryDirectory

    init() throws {
        temporary = try TemporaryDirectory()
    }

    @Test func whatGoesToOneVolumeAddsUp() throws {
        var need = DiskNeed()
        need.add(100, in: temporary.path)
        // A directory that isn't there yet is on its parent's.
        need.add(20, in: temporary.path("none"))
        need.add(3, in: temporary.path)
        #expect(need.volumes.map(\.directory) == [temporary.path])
        #expect(need.volumes.map(\.neededBytes) == [123])
        #expect(need.volumes.allSatisfy { $0.isEnough })
        try need.refuse("It", hint: "Make room.")
    }

    @Test func tooLittleRoomIsRefusedWithBothNumbers() throws {
        var need = DiskNeed()
        need.add(1 << 60, in: temporary.path)
        let free = try #require(need.volumes.first).freeBytes
        let error = try migrationError {
            try need.refuse("The database", hint: "Make room.", version: 3)
        }
        #expect(error.code == .diskFull)
        #expect(
            error.description == """
                003: The database needs about 1048576.0 TiB in \(temporary.path), and \
                \(ByteCount(free)) are free
                  Make room.
                """)
    }

    @Test func whatCantBeMeasuredIsNoHindrance() throws {
        var need = DiskNeed()
        need.add(1 << 60, in: temporary.path("none/none"))
        #expect(need.volumes.isEmpty)
        try need.refuse("It", hint: "")
    }

    @Test func aSnapshotIsTakenToNeedHalfOfTheDatabase() {
        #expect(DiskNeed.ofSnapshot(databaseSizeInBytes: 0) == 16 << 20)
        #expect(DiskNeed.ofSnapshot(databaseSizeInBytes: 100 << 20) == 66 << 20)
    }
}
