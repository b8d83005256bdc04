import Testing

@testable import Stopover
@testable import StopoverCLI

@Suite struct PlainLinesTests {
    private var lines = PlainLines()

    @Test("a migration tells its steps' beginnings and ends")
    mutating func migration() {
        #expect(show(.migrationStarted(step(1), resumed: false)) == "")
        #expect(
            show(.stepStarted(step(1, "AddColumn contacts.phone_e164")))
                == "003 normalize_phones: step 1 of 3, AddColumn contacts.phone_e164\n")
        #expect(
            show(.chunk(step(2), batch(10_000)), at: 1)
                == "003 normalize_phones: step 2 of 3, Transform contacts\n")
        #expect(show(.chunk(step(2), batch(500_000)), at: 2) == "")
        #expect(show(.chunk(step(2), batch(1_000_000)), at: 3) == "")
        #expect(
            show(.stepStarted(step(3, "Verify")), at: 3) == """
                003 normalize_phones: 1,000,000 of 1,000,000 rows (100 %), 412,000 rows/s
                003 normalize_phones: step 3 of 3, Verify

                """)
        #expect(
            show(.migrationFinished(step(3), rows: 900_000, active: .seconds(2.4)), at: 4)
                == "003 normalize_phones: applied, 900,000 rows in 2.4s\n")
        #expect(lines.textForEnd() == "")
    }

    @Test("a batch tells where it is every five seconds")
    mutating func interval() {
        #expect(show(.chunk(step(2), batch(10)), at: 100).hasSuffix("Transform contacts\n"))
        #expect(show(.chunk(step(2), batch(20)), at: 104.9) == "")
        #expect(
            show(.chunk(step(2), batch(450_000)), at: 105)
                == "003 normalize_phones: 450,000 of 1,000,000 rows (45 %), 412,000 rows/s, "
                + "2m 10s left\n")
        #expect(show(.chunk(step(2), batch(460_000)), at: 109.9) == "")
        #expect(
            show(.chunk(step(2), batch(470_000, rate: nil, left: nil)), at: 110)
                == "003 normalize_phones: 470,000 of 1,000,000 rows (47 %)\n")
        #expect(lines.textForEnd() == "")
    }

    @Test("indexes that are dropped and built again have their lines")
    mutating func indexes() {
        _ = show(.chunk(step(2), batch(10_000)), at: 1)
        #expect(
            show(.indexesDropped(step(2), names: ["by_phone", "by_name"]), at: 2) == """
                003 normalize_phones: 10,000 of 1,000,000 rows (1 %), 412,000 rows/s, 2m 10s left
                003 normalize_phones: dropped indexes by_phone, by_name until the batch is done

                """)
        #expect(show(.chunk(step(2), batch(1_000_000, left: nil)), at: 3) == "")
        #expect(
            show(.index(step(2), index("by_phone", 0)), at: 4) == """
                003 normalize_phones: 1,000,000 of 1,000,000 rows (100 %), 412,000 rows/s
                003 normalize_phones: building index by_phone again, about 1,000,000 rows

                """)
        #expect(show(.index(step(2), index("by_phone", 0.45)), at: 8) == "")
        #expect(
            show(.index(step(2), index("by_phone", 0.456)), at: 9)
                == "003 normalize_phones: building index by_phone again: 45 %\n")
        #expect(show(.index(step(2), index("by_phone", 1)), at: 10) == "")
        #expect(
            show(.index(step(2), index("by_name", 0)), at: 11)
                == "003 normalize_phones: building index by_name again, about 1,000,000 rows\n")
        #expect(lines.textForStopping(at: moment(12)) == "stopping…\n")
    }

    @Test("what no line has told of yet is told at the end")
    mutating func end() {
        _ = show(.chunk(step(2), batch(10_000)))
        #expect(
            lines.textForEnd()
                == "003 normalize_phones: 10,000 of 1,000,000 rows (1 %), 412,000 rows/s, "
                + "2m 10s left\n")
        #expect(lines.textForEnd() == "")
    }

    @Test("two batches that follow each other each have their lines")
    mutating func twoBatches() {
        _ = show(.chunk(step(1, of: 2), batch(10, of: 10)))
        #expect(
            show(.chunk(step(2, of: 2, "Update contacts"), batch(5, of: 5))) == """
                003 normalize_phones: 10 of 10 rows (100 %), 412,000 rows/s
                003 normalize_phones: step 2 of 2, Update contacts

                """)
        #expect(
            show(.migrationFinished(step(2), rows: 15, active: .milliseconds(3))) == """
                003 normalize_phones: 5 of 5 rows (100 %), 412,000 rows/s
                003 normalize_phones: applied, 15 rows in 3ms

                """)
    }

    @Test("the same step of the next migration is another step")
    mutating func nextMigration() {
        _ = show(.stepStarted(step(1)))
        _ = show(.migrationFinished(step(1), rows: 0, active: .zero))
        #expect(
            show(.stepStarted(step(1, of: 1, "Execute", version: "004", name: "x")))
                == "004 x: step 1 of 1, Execute\n")
    }

    @Test("a migration of schema steps alone has no rows to tell of")
    mutating func schemaOnly() {
        #expect(
            show(.migrationFinished(step(1), rows: 0, active: .milliseconds(12)))
                == "003 normalize_phones: applied, in 12ms\n")
    }

    @Test("going on, taking back and waiting are said")
    mutating func others() {
        #expect(
            show(.migrationStarted(step(2), resumed: true))
                == "003 normalize_phones: going on at step 2 of 3\n")
        #expect(
            show(.migrationStarted(step(2, direction: .down), resumed: true))
                == "003 normalize_phones: going on taking it back at step 2 of 3\n")
        #expect(
            show(.migrationFinished(step(1, direction: .down), rows: 1, active: .seconds(70)))
                == "003 normalize_phones: taken back, 1 row in 1m 10s\n")
        #expect(
            show(.waiting(holder: "process 7\non host"))
                == "waiting for another run to end: process 7 on host\n")
        #expect(lines.textForStopping(at: moment()) == "stopping at the next chunk…\n")
    }

    @Test("a step's SQL stays on one line")
    mutating func multiline() {
        #expect(
            show(.stepStarted(step(1, of: 1, "Execute: CREATE TABLE t (\n  id\u{1B}[31m)")))
                == "003 normalize_phones: step 1 of 1, Execute: CREATE TABLE t ( id [31m)\n")
    }

    @Test("the work on a snapshot has a line for its beginning and one every five seconds")
    mutating func snapshot() {
        let name = "003-normalize_phones-20261122T101500Z.sqlite.zst"
        #expect(
            show(.snapshot(snapshotProgress(done: 1 << 20)), at: 100)
                == "writing \(name), 390.0 MiB\n")
        #expect(show(.snapshot(snapshotProgress(done: 2 << 20)), at: 104.9) == "")
        #expect(
            show(.snapshot(snapshotProgress()), at: 105)
                == "writing \(name): 176.0 MiB of 390.0 MiB (45 %), 420.0 MiB/s\n")
        #expect(show(.snapshot(snapshotProgress()), at: 109.9) == "")
        #expect(
            show(.snapshot(snapshotProgress(rate: nil)), at: 110)
                == "writing \(name): 176.0 MiB of 390.0 MiB (45 %)\n")
        #expect(lines.textForStopping(at: moment()) == "stopping…\n")
        #expect(
            show(.snapshot(snapshotProgress(.verifying)), at: 111)
                == "verifying \(name), 390.0 MiB\n")
        #expect(lines.textForEnd() == "")
    }

    @Test("a snapshot between two steps ends the one and begins the other")
    mutating func snapshotBetween() {
        _ = show(.chunk(step(1), batch(10, of: 10)))
        #expect(
            show(.snapshot(snapshotProgress(name: "a\u{1B}b"))) == """
                003 normalize_phones: 10 of 10 rows (100 %), 412,000 rows/s
                writing a b, 390.0 MiB

                """)
        #expect(
            show(.stepStarted(step(1)))
                == "003 normalize_phones: step 1 of 3, Transform contacts\n")
        #expect(lines.textForStopping(at: moment()) == "stopping at the next chunk…\n")
    }

    private mutating func show(_ event: ProgressEvent, at seconds: Double = 0) -> String {
        lines.text(for: event, at: moment(seconds))
    }
}
