import Testing

@testable import Stopover
@testable import StopoverCLI

@Suite struct SnapshotPlusOutputTests {
    @Test(
        "what it was taken for",
        arguments: [
            (snapshot(), "003 normalize_phones"), (snapshot(name: nil), "003"),
            (snapshot(name: "a\u{1B}b"), "003 a b"), (snapshot(.manual), "taken by hand"),
            (snapshot(.restore), "before a restore"), (snapshot(.reset), "before a reset"),
        ])
    func occasion(_ snapshot: Snapshot, text: String) {
        #expect(snapshot.occasion == text)
    }

    @Test(
        "its size beside the database's",
        arguments: [
            (1 << 20, 7 << 20, "7.0 times smaller"), (100, 351, "3.5 times smaller"),
            (100, 100, "1.0 times smaller"), (180, 100, "1.8 times larger"),
        ])
    func comparison(size: Int, databaseSize: Int, text: String) {
        #expect(snapshot(size: size, databaseSize: databaseSize).comparison == text)
    }

    @Test("JSON has every field")
    func json() {
        #expect(snapshot().json.text == "{" + snapshotFields + "}")
        let manual = snapshot(.manual, applied: []).json.text
        #expect(manual.contains(#""purpose":"manual","version":null,"migration_name":null"#))
        #expect(manual.hasSuffix(#""applied":[]}"#))
        #expect(rowSnapshot().json.text == "{" + rowSnapshotFields + "}")
        let unfinished = rowSnapshot(isFinished: false, rows: nil, chunks: nil).json.text
        #expect(
            unfinished.hasSuffix(#""finished":false,"rows":null,"chunks":null,"tables":[]}"#))
    }
}
