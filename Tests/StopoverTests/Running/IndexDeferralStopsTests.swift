import Testing

@testable import Stopover

/// Stopped anywhere, a batch without its indexes goes on to the same end.
@Suite("Index deferral through stops")
struct IndexDeferralStopsTests: IndexDeferralFixture {
    @Test("stopped after each chunk, it says what is missing and goes on to the same end")
    func stoppedAfterEachChunk() throws {
        for (policy, resume) in [
            (IndexPolicy.rebuild, IndexPolicy.rebuild), (.rebuild, .auto), (.rebuild, .keep),
            (.keep, .rebuild),
        ] {
            let expected = try kept(Self.transforming, rows: 20)
            for chunks in 1...6 {
                let table = try IndexedTable(rows: 20)
                let migrator = try table.migrator(policy, Self.transforming, chunk: 4)
                let report = try StopAt.chunk(chunks).run(migrator)
                let isStopped = report.outcome != .done
                let missing = isStopped && policy == .rebuild ? Self.written : []
                #expect(report.missingIndexes == missing)
                #expect(try migrator.status().migrations[0].missingIndexes == missing)
                #expect(try table.indexes().count == 6 - missing.count)
                try table.migrator(resume, Self.transforming, chunk: 4).runAndWait()
                #expect(try table.state() == expected, "\(policy) \(resume) \(chunks)")
                #expect(try migrator.status().migrations[0].missingIndexes == [])
            }
        }
    }

    @Test("stopped before the first chunk, when they are dropped, it goes on or is taken back")
    func stoppedAtTheDrop() throws {
        let expected = try kept(Self.changing, rows: 20)
        for isTakenBack in [false, true] {
            let table = try IndexedTable(rows: 20)
            let before = try table.rows() + table.schema()
            let migrator = try table.migrator(.rebuild, Self.changing, chunk: 4)
            let stop = StopAt { if case .indexesDropped = $0 { true } else { false } }
            #expect(try stop.run(migrator).outcome == .stopped(.interrupted, at: 1))
            let status = try migrator.status().migrations[0]
            #expect(status.state == .interrupted)
            #expect(status.missingIndexes == Self.written)
            if isTakenBack {
                try migrator.rollback()
                #expect(try table.rows() + table.schema() == before)
                #expect(try migrator.status().migrations[0].state == .pending)
            } else {
                try migrator.runAndWait()
                #expect(try table.state() == expected)
            }
        }
    }

    @Test("stopped before each of them is built, it builds the rest when it goes on")
    func stoppedAtEachIndex() throws {
        let expected = try kept(Self.changing, rows: 20)
        for index in Self.written {
            let table = try IndexedTable(rows: 20)
            let migrator = try table.migrator(.rebuild, Self.changing, chunk: 4)
            let stop = StopAt {
                if case .index(_, let progress) = $0 { progress.name == index } else { false }
            }
            let report = try stop.run(migrator)
            // A small one is built before anybody looks; the rest is not begun.
            let place = (Self.written.firstIndex(of: index) ?? 0) + 1
            #expect(report.missingIndexes == Array(Self.written.dropFirst(place)))
            try migrator.runAndWait()
            #expect(try table.state() == expected)
        }
    }

    @Test("a signal interrupts the building of a large one, which is built when it goes on")
    func interrupted() throws {
        let table = try IndexedTable(rows: 30_000)
        let migrator = try table.migrator(.rebuild, Self.changing)
        let stop = StopAt { if case .index = $0 { true } else { false } }
        let report = try stop.run(migrator)
        #expect(report.outcome == .stopped(.interrupted, at: 1))
        #expect(report.missingIndexes == Self.written)
        #expect(try table.indexes().count == 2)
        try migrator.runAndWait()
        #expect(try table.state() == kept(Self.changing, rows: 30_000))
    }

    @Test("a time budget that is over ends no building")
    func timeBudget() throws {
        let table = try IndexedTable(rows: 20)
        let migrator = try table.migrator(.rebuild, Self.changing)
        let isBuilding = Shared(false)
        // On a slow machine a run may be over before it comes so far.
        while !isBuilding.value {
            let (start, budget) = (ContinuousClock.now, Duration.milliseconds(300))
            let report = try migrator.runAndWait(for: budget) { event in
                guard case .index = event else { return }
                isBuilding.update { $0 = true }
                // The time is over while the first is built.
                while ContinuousClock.now - start < budget * 2 {}
            }
            #expect(!isBuilding.value || report.outcome == .done)
        }
        #expect(try table.indexes().count == 6)
    }

    @Test("a table paged by its bare rowid goes on behind each stop")
    func bareRowID() throws {
        let key = "k INTEGER"
        let expected = try kept(Self.changing, rows: 20, key: key)
        for chunks in 1...4 {
            let table = try IndexedTable(rows: 20, key: key)
            let migrator = try table.migrator(.rebuild, Self.changing, chunk: 4)
            #expect(try StopAt.chunk(chunks).run(migrator).outcome != .done)
            try migrator.runAndWait()
            #expect(try table.state() == expected)
        }
        for index in Self.written {
            let table = try IndexedTable(rows: 20, key: key)
            let migrator = try table.migrator(.rebuild, Self.changing, chunk: 4)
            let stop = StopAt {
                if case .index(_, let progress) = $0 { progress.name == index } else { false }
            }
            _ = try stop.run(migrator)
            try migrator.runAndWait()
            #expect(try table.state() == expected)
        }
    }

    @Test("somebody else's change of the schema is refused there as ever")
    func bareRowIDAndOthers() throws {
        for policy in [IndexPolicy.rebuild, .keep] {
            let table = try IndexedTable(rows: 20, key: "k INTEGER")
            let migrator = try table.migrator(.rebuild, Self.changing, chunk: 4)
            _ = try StopAt.chunk(2).run(migrator)
            try table.database.execute("VACUUM")
            let code = code {
                try table.migrator(policy, Self.changing, chunk: 4).runAndWait()
            }
            #expect(code == .schemaMoved)
            // The way out, and the indexes with it.
            try migrator.rollback()
            #expect(try table.indexes().count == 6)
        }
    }
}
