@testable import Stopover

/// What the suites about batches without their indexes share.
protocol IndexDeferralFixture {}

extension IndexDeferralFixture {
    static var written: [String] { IndexedTable.written }

    /// Changes `a` of every row.
    static var changing: TestMigration {
        TestMigration(1, name: "changing") {
            Update("t", set: "a = 'z' || a, done = 1")
        } down: {
            Update("t", set: "a = substr(a, 2), done = NULL")
        }
    }

    static var transforming: TestMigration {
        TestMigration(1, name: "transforming") {
            Transform(
                "t", where: "done IS NULL", reading: .text("a"), writing: .text("a"),
                .integer("done")
            ) { a in ("z" + (a ?? ""), 1) }
        }
    }

    /// What a run with the indexes in place comes to.
    func kept(
        _ migration: TestMigration, rows: Int, key: String = "id INTEGER PRIMARY KEY",
        direction: Direction = .up
    ) throws -> [String] {
        let table = try IndexedTable(rows: rows, key: key)
        let migrator = try table.migrator(.keep, migration)
        try migrator.runAndWait()
        if direction == .down { try migrator.rollback() }
        return try table.state()
    }

    func events(
        _ migrator: Migrator
    ) throws -> (dropped: [[String]], built: [String], report: RunReport) {
        let dropped = Recorder<[String]>()
        let built = Recorder<String>()
        let report = try migrator.runAndWait { event in
            switch event {
            case .indexesDropped(_, let names): dropped.append(names)
            case .index(_, let index) where index.fraction == 1: built.append(index.name)
            default: break
            }
        }
        return (dropped.all, built.all, report)
    }
}
