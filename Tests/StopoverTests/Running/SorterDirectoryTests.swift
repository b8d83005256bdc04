import Testing

@testable import Stopover

struct SorterDirectoryTests {
    @Test func theEnvironmentComesFirstAndSQLitesOwnVariableBeforeAll() throws {
        let (first, second) = (try TemporaryDirectory(), try TemporaryDirectory())
        #expect(
            SorterDirectory.path(environment: ["TMPDIR": second.path, "SQLITE_TMPDIR": first.path])
                == first.path)
        #expect(SorterDirectory.path(environment: ["TMPDIR": second.path]) == second.path)
    }

    @Test func whatIsNoDirectoryIsPassedOver() {
        #expect(
            SorterDirectory.path(environment: ["TMPDIR": "/nowhere", "SQLITE_TMPDIR": ""])
                == "/var/tmp")
    }
}
