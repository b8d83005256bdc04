import Testing

@testable import ContactsDemo

struct DemoOptionsTests {
    @Test func tellTheWholeStoryWithoutArguments() throws {
        let options = try #require(try DemoOptions([]))
        #expect(options.rows == 1_000_000)
        #expect(options.seed == 1)
        #expect(options.database == nil)
    }

    @Test(
        arguments: [
            (["--rows", "1000"], 1000, 1, nil),
            (["--rows=100000000"], 100_000_000, 1, nil),
            (["--seed", "18446744073709551615"], 1_000_000, .max, nil),
            (["--database", "a.db"], 1_000_000, 1, "a.db"),
            (["--database=a=b.db", "--seed=0", "--rows", "2000"], 2000, 0, "a=b.db"),
            (["--rows", "2000", "--rows", "3000"], 3000, 1, nil),
        ] as [([String], Int, UInt64, String?)])
    func takeRowsSeedAndDatabase(
        arguments: [String], rows: Int, seed: UInt64, database: String?
    ) throws {
        let options = try #require(try DemoOptions(arguments))
        #expect(options.rows == rows)
        #expect(options.seed == seed)
        #expect(options.database == database)
    }

    @Test(arguments: [
        ["status"], ["run", "--database", "a.db"], ["--database", "a.db", "status"], ["--help"],
        ["-h"], ["--format", "json", "plan"], ["help", "run"], ["--database=a.db", "status"],
    ])
    func leaveCommandsToTheCommandLine(arguments: [String]) throws {
        #expect(try DemoOptions(arguments) == nil)
    }

    @Test(
        arguments: [
            (["--rows"], "--rows needs a value."),
            (["--database"], "--database needs a value."),
            (["--rows", "many"], "--rows takes a number from 1000 to 100000000."),
            (["--rows", "999"], "--rows takes a number from 1000 to 100000000."),
            (["--rows", "100000001"], "--rows takes a number from 1000 to 100000000."),
            (["--rows", "-5"], "--rows takes a number from 1000 to 100000000."),
            (["--seed", "-1"], "--seed takes a number from 0 on."),
            (["--seed="], "--seed takes a number from 0 on."),
            (["--rows", "2000", "status"], "status does not go with --rows or --seed."),
            (["--rows", "2000", "--fast"], "--fast does not go with --rows or --seed."),
        ] as [([String], String)])
    func refuseWhatTheyCannotFollow(arguments: [String], message: String) {
        #expect(throws: DemoOptions.UsageError(message: message)) { try DemoOptions(arguments) }
    }
}
