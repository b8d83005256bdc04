import Foundation
import GRDB
import Testing

@testable import Stopover

/// Somebody puts a symbolic link in the place of a file just before it is made or gets its name: nothing is
/// written through it, and what is made is for nobody else to read.
@Suite("Planted links")
struct PlantedLinkTests {
    private static let victim = "somebody else's"

    @Test("at every file that a run and its rollback make", arguments: ["wal", "delete"])
    func links(_ journal: String) throws {
        let sample = try FaultSample(.init(journal: journal, synchronous: "FULL"))
        let elsewhere = try TemporaryDirectory()
        let before = try sample.files()
        let counter = LinkPlanter(nil, to: elsewhere.path("victim"))
        let endings = try sample.with(failpoint: counter.plant) { try Endings($0, $1) }
        try checkModes(sample)
        #expect(counter.count > 0)
        var refused = 0
        for number in 0..<counter.count {
            try sample.replaceFiles(before)
            try elsewhere.write(Self.victim, to: "victim")
            let planter = LinkPlanter(number, to: elsewhere.path("victim"))
            let place = Comment(rawValue: "\(journal), at name \(number)")
            do {
                try sample.with(failpoint: planter.plant) { migrator, _ in
                    try migrator.runAndWait()
                    try migrator.rollback(.to(1))
                }
            } catch let error as MigrationError {
                refused += 1
                #expect(
                    [.snapshotFailed, .snapshotDirectoryUnusable].contains(error.code), place)
            }
            let link = try #require(planter.planted, place)
            #expect(FileSystem.isLink(link), place)
            #expect(
                try String(contentsOfFile: elsewhere.path("victim"), encoding: .utf8)
                    == Self.victim, place)
            try FileManager.default.removeItem(atPath: link)
            try sample.with { try endings.reach($0, $1, place) }
            try checkModes(sample)
        }
        print("\(journal): \(counter.count) links, \(refused) runs refused them")
    }

    /// Snapshots are their owner's alone; the lock is for those who may use the database.
    private func checkModes(_ sample: FaultSample) throws {
        let limit = try mode(sample.path)
        for path in try sample.files().keys {
            let isSnapshot = path.hasPrefix(SnapshotDirectory.path(ofDatabase: sample.path))
            #expect(try mode(path) & ~(isSnapshot ? 0o600 : limit) == 0, "\(path)")
        }
    }

    private func mode(_ path: String) throws -> mode_t {
        try #require(FileSystem.attributes(path)).st_mode & 0o7777
    }
}

/// Puts a link in the way of one file.
private final class LinkPlanter: Sendable {
    private struct State {
        var count = 0
        var planted: String?
    }

    private let number: Int?
    private let target: String
    private let state = Shared(State())

    /// - Parameter number: of the name that it takes, from 0 on; nil only counts.
    init(_ number: Int?, to target: String) {
        self.number = number
        self.target = target
    }

    var count: Int { state.value.count }
    var planted: String? { state.value.planted }

    @Sendable func plant(_ call: Directory.Call) {
        let name: String
        switch call {
        case .make(let path), .publish(_, let path): name = path
        default: return
        }
        state.update { state in
            if state.count == number, symlink(target, name) == 0 { state.planted = name }
            state.count += 1
        }
    }
}
