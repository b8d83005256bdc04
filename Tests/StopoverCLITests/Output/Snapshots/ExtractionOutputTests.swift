import Testing

@testable import Stopover
@testable import StopoverCLI

@Suite struct ExtractionOutputTests {
    @Test("what was made, or would be")
    func text() {
        #expect(
            output(.seconds(2.3)).text == "Restored old.db from 003.sqlite.zst: 390.0 MiB in 2.3s.")
        #expect(
            output(nil).text == """
                003.sqlite.zst is whole. It would be restored to old.db, a new file of 390.0 MiB.
                Nothing was changed.
                """)
    }

    @Test("JSON has every field")
    func json() {
        let fields = #""path":"old.db","snapshot":{"# + snapshotFields + "}"
        #expect(
            output(.seconds(2.3)).event.line(at: moment()) == eventHead("extracted") + fields
                + #","seconds":2.3}"# + "\n")
        #expect(
            output(nil).event.line(at: moment()) == eventHead("extract_plan") + fields + "}\n")
    }

    private func output(_ elapsed: Duration?) -> ExtractionOutput {
        ExtractionOutput(snapshot: snapshot(), path: "old.db", elapsed: elapsed)
    }
}
