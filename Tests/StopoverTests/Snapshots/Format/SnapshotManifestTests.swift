import Crypto
import Foundation
import Testing

@testable import Stopover

struct SnapshotManifestTests {
    private static let full = SnapshotManifest(
        sqliteVersion: "3.40.1", createdAt: "2026-11-22T10:15:00Z",
        database: "/srv/contacts.sqlite",
        pageSize: 4096, pageCount: 3, headSHA256: "aa", framesSHA256: "bb", firstPageSHA256: "cc",
        otherPagesSHA256: "dd", purpose: .migration, version: "3", name: "normalize_phones",
        runID: "b2c1",
        history: [
            .init(version: "1", name: "first", appliedAt: "2026-11-20T09:00:00Z"),
            .init(version: "2", name: "second", appliedAt: nil),
        ])

    /// A frame around any content, with the SHA-256 that it should have.
    private func frame(_ json: String) -> [UInt8] {
        SkippableFrame.manifest.bytes(Array(json.utf8) + SHA256.hash(data: Data(json.utf8)))
    }

    private func json(_ frame: [UInt8]) -> String {
        String(decoding: frame.dropFirst(8).dropLast(32), as: UTF8.self)
    }

    @Test func itIsSortedJSONWithItsSHA256Behind() throws {
        let frame = try Self.full.frame()
        let expected = """
            {"created_at":"2026-11-22T10:15:00Z","database":"/srv/contacts.sqlite",\
            "first_page_sha256":"cc","format":1,"frames_sha256":"bb","head_sha256":"aa",\
            "history":[{"applied_at":"2026-11-20T09:00:00Z","name":"first","version":"1"},\
            {"name":"second","version":"2"}],"name":"normalize_phones","other_pages_sha256":"dd",\
            "page_count":3,"page_size":4096,"purpose":"migration","run_id":"b2c1",\
            "sqlite_version":"3.40.1","tool":"stopover","version":"3"}
            """
        #expect(json(frame) == expected)
        #expect(frame == self.frame(expected))
    }

    @Test(arguments: [.migration, .manual, .restore, .reset] as [SnapshotPurpose])
    func whatIsWrittenIsRead(_ purpose: SnapshotPurpose) throws {
        var manifest = Self.full
        manifest.purpose = purpose
        #expect(try SnapshotManifest(frame: manifest.frame()[...]) == manifest)
        (manifest.version, manifest.name, manifest.runID) = (nil, nil, nil)
        manifest.history = []
        manifest.database = "/srv/\"odd\" \u{1F992}\n/contacts"
        let frame = try [1, 2] + manifest.frame()
        #expect(try SnapshotManifest(frame: frame[2...]) == manifest)
    }

    @Test func everyFlippedBitIsFound() throws {
        var frame = try Self.full.frame()
        for bit in 0..<frame.count * 8 {
            frame[bit / 8] ^= 1 << (bit % 8)
            let reason =
                bit / 8 < 8
                ? "its manifest is not one" : "its manifest does not match its SHA-256"
            #expect(throws: SnapshotManifest.Unreadable.damaged(reason)) {
                try SnapshotManifest(frame: frame[...])
            }
            frame[bit / 8] ^= 1 << (bit % 8)
        }
    }

    @Test func aPartOfOneIsNone() throws {
        let frame = try Self.full.frame()
        for length in 0..<frame.count {
            #expect(throws: SnapshotManifest.Unreadable.damaged("its manifest is not one")) {
                try SnapshotManifest(frame: frame[..<length])
            }
        }
    }

    @Test func anotherFrameIsNone() {
        for frame in [
            SkippableFrame.manifest.bytes([]),
            SkippableFrame.manifest.bytes([UInt8](repeating: 0, count: 32)),
            SkippableFrame.padding.bytes([UInt8](repeating: 0, count: 100)), SeekTable().frame,
        ] {
            #expect(throws: SnapshotManifest.Unreadable.damaged("its manifest is not one")) {
                try SnapshotManifest(frame: frame[...])
            }
        }
    }

    @Test(arguments: [
        "[]", "{}", "null", "no JSON", "{\"format\":\"1\"}", "{\"format\":1}", "{\"format\":1e300}",
        "{\"format\":0}", "{\"format\":-1}", String(repeating: "[", count: 100_000),
    ])
    func garbageOfTheRightSHA256CantBeRead(_ json: String) {
        #expect(throws: SnapshotManifest.Unreadable.damaged("its manifest can't be read")) {
            try SnapshotManifest(frame: frame(json)[...])
        }
    }

    @Test func aFieldOfAnotherTypeCantBeRead() throws {
        let json = try json(Self.full.frame())
        for (field, value) in [
            ("\"page_size\":4096", "\"page_size\":4096.5"),
            ("\"page_count\":3", "\"page_count\":99999999999999999999"),
            ("\"page_count\":3", "\"page_count\":null"), ("\"migration\"", "\"party\""),
            ("\"head_sha256\":\"aa\",", ""), ("\"version\":\"3\"", "\"version\":3"),
        ] {
            let changed = json.replacing(field, with: value)
            #expect(changed != json)
            #expect(throws: SnapshotManifest.Unreadable.damaged("its manifest can't be read")) {
                try SnapshotManifest(frame: frame(changed)[...])
            }
        }
    }

    @Test func aFieldThatIsNotKnownIsPassedOver() throws {
        let json = try json(Self.full.frame()).replacing(
            "{\"created_at\"", with: "{\"a\":1,\"created_at\"")
        #expect(try SnapshotManifest(frame: frame(json)[...]) == Self.full)
    }

    @Test func aNewerFormatIsToldWhateverElseItHas() {
        for format in [2, 3, Int.max] {
            for rest in ["", ",\"tool\":7", ",\"page_size\":\"large\""] {
                #expect(throws: SnapshotManifest.Unreadable.newer(format: format)) {
                    try SnapshotManifest(frame: frame("{\"format\":\(format)\(rest)}")[...])
                }
            }
        }
    }
}
