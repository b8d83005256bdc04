import Foundation
import Testing

@testable import ContactsDemo

struct RunEventTests {
    @Test func readsAChunk() throws {
        let event = try #require(
            RunEvent(
                line: Data(
                    """
                    {"schema":1,"time":"2026-11-22T10:15:00.250Z","event":"chunk","version":"003",\
                    "step":1,"name":"normalize_phones","direction":"up","step_count":2,\
                    "step_description":"Transform contacts","rows_done":400,"rows_total":1000,\
                    "rows_changed":390,"rows_quarantined":1,"rows_per_second":null,\
                    "time_left_seconds":null,"chunk_rows":20,"wal_bytes":4152}
                    """.utf8)))
        #expect(event.event == "chunk")
        #expect(event.version == "003")
        #expect(event.name == "normalize_phones")
        #expect(event.rowsDone == 400)
        #expect(event.rowsTotal == 1000)
        #expect(event.chunkRows == 20)
        #expect(abs(event.time.timeIntervalSince1970 - 1_795_342_500.25) < 0.001)
    }

    @Test(arguments: [
        "", "Error: no such table", "{}", "[1]", #"{"event":"chunk"}"#,
        #"{"event":"chunk","time":"today"}"#,
    ])
    func readsNoOtherLine(line: String) {
        #expect(RunEvent(line: Data(line.utf8)) == nil)
    }

    @Test(arguments: [
        ("chunk", 0, false), ("chunk", 399, false), ("chunk", 400, true), ("chunk", 999, true),
        ("chunk", 1000, false), ("migration_finished", 500, false),
    ])
    func isInTheMiddleFromTwoFifthsToTheLastChunk(name: String, rowsDone: Int, isInTheMiddle: Bool)
    {
        let event = RunEvent.make(name, rowsDone: rowsDone, rowsTotal: 1000)
        #expect(event.isInTheMiddle == isInTheMiddle)
    }

    @Test func isNotInTheMiddleOfNothing() {
        #expect(!RunEvent.make("chunk", rowsDone: 0, rowsTotal: 0).isInTheMiddle)
        #expect(!RunEvent.make("chunk").isInTheMiddle)
    }
}
