import ArgumentParser
import Stopover
import Testing

@testable import StopoverCLI

@Suite struct GlobalOptionsTests {
    @Test(
        "each flag is read before the command, after it, and between its own flags",
        arguments: [
            "--database a.db --migrations m --snapshot-dir s --format json --history-table h --allow-newer run --to 3",
            "run --database a.db --migrations m --snapshot-dir s --format json --history-table h --allow-newer --to 3",
            "run --to 3 --database a.db --migrations m --snapshot-dir s --format json --history-table h --allow-newer",
            "--format json run --database a.db --to 3 --snapshot-dir s --migrations m --allow-newer --history-table h",
            "--format=json --database=a.db run --to=3 --migrations=m --snapshot-dir=s --history-table=h --allow-newer",
        ])
    func position(_ line: String) throws {
        let command = try parse(line, as: RunCommand<TestProgram>.self)
        #expect(command.to == 3)
        #expect(command.global.database == "a.db")
        #expect(command.global.directory == "m")
        #expect(command.global.snapshotDirectory == "s")
        #expect(command.global.format == .json)
        #expect(command.global.historyTable == "h")
        #expect(command.global.allowNewer)
    }

    @Test("what is left out has its default")
    func defaults() throws {
        let global = try parse("status", as: StatusCommand<TestProgram>.self).global
        #expect(global.database == nil)
        #expect(global.directory == "./migrations")
        #expect(global.snapshotDirectory == nil)
        #expect(global.format == .text)
        #expect(global.historyTable == "_migrations")
        #expect(!global.allowNewer)
    }

    @Test(
        "flags stand before a group, between it and its command, and after",
        arguments: [
            "--database a.db --snapshot-dir s snapshot prune --keep 3",
            "snapshot --database a.db prune --keep 3 --snapshot-dir s",
            "snapshot prune --database a.db --keep 3 --snapshot-dir s",
            "--database a.db snapshot --snapshot-dir s prune --keep 3",
        ])
    func positionInGroup(_ line: String) throws {
        let command = try parse(line, as: SnapshotPruneCommand<TestProgram>.self)
        #expect(command.keep == 3)
        #expect(command.global.database == "a.db")
        #expect(command.global.snapshotDirectory == "s")
    }

    @Test("a positional argument is found among the flags")
    func positional() throws {
        let command = try parse(
            "--format json baseline --database a.db 7", as: BaselineCommand<TestProgram>.self)
        #expect(command.version == 7)
        #expect(command.global.database == "a.db")
    }

    @Test("where a flag stands twice the last one counts")
    func twice() throws {
        let command = try parse(
            "--database a.db status --database b.db", as: StatusCommand<TestProgram>.self)
        #expect(command.global.database == "b.db")
    }

    @Test("--database wins over DATABASE_URL, which wins over the program's own")
    func precedence() throws {
        let environment = ["DATABASE_URL": "sqlite:///env.db"]
        let named = try parse("status --database a.db", as: StatusCommand<TestProgram>.self).global
        let unnamed = try parse("status", as: StatusCommand<TestProgram>.self).global
        let own = try parse("status", as: StatusCommand<CodeProgram>.self).global
        #expect(try named.databasePath(environment: environment) == "a.db")
        #expect(try unnamed.databasePath(environment: environment) == "/env.db")
        #expect(try own.databasePath(environment: environment) == "/env.db")
        #expect(try own.databasePath(environment: [:]) == "own.db")
    }

    @Test("--database takes a URL, too")
    func databaseURL() throws {
        let global = try parse("status --database file:a%20b", as: StatusCommand<TestProgram>.self)
            .global
        #expect(try global.databasePath(environment: [:]) == "a b")
    }

    @Test(
        "without a database the error says both ways to name one",
        arguments: [[:], ["DATABASE_URL": ""]])
    func noDatabase(_ environment: [String: String]) throws {
        let global = try parse("status", as: StatusCommand<TestProgram>.self).global
        #expect(
            throws: UsageError(
                "No database: name it with --database PATH or in the environment's DATABASE_URL.")
        ) {
            try global.databasePath(environment: environment)
        }
    }

    @Test("a wrong location says where it was written")
    func source() throws {
        let flag = try parse("status --database sqlite:", as: StatusCommand<TestProgram>.self)
            .global
        #expect(throws: UsageError("--database: The database's path is empty.")) {
            try flag.databasePath(environment: ["DATABASE_URL": "a.db"])
        }
        let none = try parse("status", as: StatusCommand<TestProgram>.self).global
        #expect(throws: UsageError("DATABASE_URL: The database's path is empty.")) {
            try none.databasePath(environment: ["DATABASE_URL": "sqlite:"])
        }
    }

    @Test("the program is handed the directory where it has one")
    func directory() throws {
        let global = try parse("status --migrations m", as: StatusCommand<TestProgram>.self).global
        #expect(try global.migrations().map(\.name) == ["m"])
        let code = try parse("status", as: StatusCommand<CodeProgram>.self).global
        #expect(try code.migrations().map(\.name) == ["none"])
    }

    @Test("a program without a directory has neither --migrations nor new")
    func withoutDirectory() {
        expect(CodeProgram.self, "status --migrations m", "Unknown option '--migrations'")
        expect(CodeProgram.self, "new x", "2 unexpected arguments: 'new', 'x'")
        let help = RootCommand<CodeProgram>.helpMessage()
        #expect(!help.contains("--migrations"))
        #expect(!help.contains("  new "))
    }

    @Test("wrong values are refused with what would be right")
    func wrongValues() {
        expect(
            TestProgram.self, "status --format xml",
            "The value 'xml' is invalid for '--format <format>'. "
                + "Please provide one of 'text' and 'json'.")
        expect(
            TestProgram.self, "status --history-table=",
            "Missing value for '--history-table <name>'")
        expect(
            TestProgram.self, "status --snapshot-dir=",
            "Missing value for '--snapshot-dir <dir>'")
        expect(TestProgram.self, "status --database", "Missing value for '--database <path>'")
    }

    private func expect<Program: MigrationProgram>(
        _ program: Program.Type, _ line: String, _ message: String,
        at location: SourceLocation = #_sourceLocation
    ) {
        #expect(sourceLocation: location) {
            try RootCommand<Program>.parseAsRoot(words(line))
        } throws: {
            RootCommand<Program>.message(for: $0) == message
        }
    }
}
