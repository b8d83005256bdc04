import Foundation
import Logging
import Synchronization
import Testing

@testable import Stopover

/// Looks for values and keys of rows in all errors, events, reports and log lines of this process, whichever test
/// they come from.
enum PlantedValues {
    private struct Looks {
        var counts: [Outlet: Int] = [:]
        /// Where the probe was seen.
        var probed: Set<Outlet> = []
    }

    private static let looks = Mutex(Looks())

    /// What a test has the engine tell, to see that somebody looks.
    static let probe = "probe_of_outlets"

    static var probed: Set<Outlet> { looks.withLock(\.probed) }

    /// Begun by whoever makes a database, and never ended.
    static let watch: Void = {
        Outlet.watch { outlet, text in
            looks.withLock { looks in
                looks.counts[outlet, default: 0] += 1
                if text.contains(probe) { looks.probed.insert(outlet) }
            }
            if Outlet.showsPlanted(text) { Issue.record("a row's value in the \(outlet): \(text)") }
        }
        atexit {
            let counts = looks.withLock(\.counts).map { "\($1) texts of \($0)" }.sorted()
            print("looked for rows' values in \(counts.joined(separator: ", "))")
        }
    }()

    /// Its lines are looked into, and go nowhere.
    static let logger = Logger(label: "stopover.tests") { _ in WatchedLog() }
}

private struct WatchedLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: Logging.LogEvent) {
        Outlet.log.tell("\(event.message) \(event.metadata ?? [:])")
    }
}

struct PlantedValuesTests {
    @Test(arguments: ["(pl4nted)", "PL4NTED 7", "x'00706C346E746564'", "706c346e746564"])
    func seen(_ text: String) {
        #expect(Outlet.showsPlanted(text))
    }

    @Test(arguments: ["planted", "", "x'706c346e'"])
    func nothingToSee(_ text: String) {
        #expect(!Outlet.showsPlanted(text))
    }

    @Test("what a run tells is looked into")
    func outlets() throws {
        let database = try TestDatabase("CREATE TABLE t (id INTEGER PRIMARY KEY)")
        let works = TestMigration("1", name: PlantedValues.probe) { Execute("SELECT 1") }
        try database.migrator([works]).runAndWait()
        _ = try database.migrator([works]).status()
        let fails = TestMigration("2") { Execute("SELECT 1 FROM \(PlantedValues.probe)") }
        #expect(throws: MigrationError.self) { try database.migrator([works, fails]).runAndWait() }
        #expect(PlantedValues.probed == Set(Outlet.allCases))
    }
}
