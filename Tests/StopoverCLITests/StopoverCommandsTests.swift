import ArgumentParser
import Testing

@testable import StopoverCLI

/// What happens before a command is carried out.
@Suite struct StopoverCommandsTests {
    @Test(
        "a wrong command line is 64, with the reason and the way to help on standard error",
        arguments: [
            (
                "frobnicate", "Error: Unexpected argument 'frobnicate'\n",
                "See 'tool --help' for more information.\n"
            ),
            (
                "status extra", "Error: Unexpected argument 'extra'\n",
                "See 'tool status --help' for more information.\n"
            ),
            (
                "run --fro", "Error: Unknown option '--fro'",
                "See 'tool run --help' for more information.\n"
            ),
            (
                "run --to x",
                "Error: The value 'x' is invalid for '--to <version>': "
                    + "write a version, digits such as 3, 003 or 20261122101500\n",
                "See 'tool run --help' for more information.\n"
            ),
            (
                "run --for 5",
                "Error: The value '5' is invalid for '--for <time>': "
                    + "write a time such as 500ms, 20s, 5m, 2h, 30d or 1h30m\n",
                "See 'tool run --help' for more information.\n"
            ),
            (
                "run --min-free much",
                "Error: The value 'much' is invalid for '--min-free <size>': "
                    + "write a size such as 500M, 2G or 1.5GiB, or a number of bytes\n",
                "See 'tool run --help' for more information.\n"
            ),
            (
                "run --chunk-rows 0",
                "Error: The value '0' is invalid for '--chunk-rows <rows>': "
                    + "write a number, 1 or more\n",
                "See 'tool run --help' for more information.\n"
            ),
            (
                "plan --snapshot row",
                "Error: The value 'row' is invalid for '--snapshot <what>': "
                    + "write auto, database, rows or none\n",
                "See 'tool plan --help' for more information.\n"
            ),
            (
                "rollback --conflicts keep",
                "Error: The value 'keep' is invalid for '--conflicts <policy>': "
                    + "write report, abort or overwrite\n",
                "See 'tool rollback --help' for more information.\n"
            ),
            (
                "snapshot prune --database c.db",
                "Error: Say what may go: --keep, --older-than, or both.\n",
                "See 'tool snapshot prune --help' for more information.\n"
            ),
            (
                "snapshot prune --keep 0",
                "Error: The value '0' is invalid for '--keep <number>': write a number, 1 or more\n",
                "See 'tool snapshot prune --help' for more information.\n"
            ),
            (
                "snapshot prune --older-than 30",
                "Error: The value '30' is invalid for '--older-than <time>': "
                    + "write a time such as 500ms, 20s, 5m, 2h, 30d or 1h30m\n",
                "See 'tool snapshot prune --help' for more information.\n"
            ),
            (
                "snapshot verify", "Error: Name a snapshot, or say --all.\n",
                "See 'tool snapshot verify --help' for more information.\n"
            ),
            (
                "snapshot verify x --all", "Error: Name snapshots or say --all, not both.\n",
                "See 'tool snapshot verify --help' for more information.\n"
            ),
            (
                "snapshot restore x --to y --no-safety-snapshot",
                "Error: --no-safety-snapshot goes without --to, which replaces no database.\n",
                "See 'tool snapshot restore --help' for more information.\n"
            ),
            (
                "snapshot restore", "Error: Missing expected argument '<snapshot>'\n",
                "See 'tool snapshot restore --help' for more information.\n"
            ),
            (
                "snapshot list",
                "Error: No database: name it with --database PATH or in the environment's "
                    + "DATABASE_URL.\n",
                "See 'tool snapshot list --help' for more information.\n"
            ),
            (
                "snapshot create",
                "Error: No database: name it with --database PATH or in the environment's "
                    + "DATABASE_URL.\n",
                "See 'tool snapshot create --help' for more information.\n"
            ),
            (
                "baseline", "Error: Missing expected argument '<version>'\n",
                "See 'tool baseline --help' for more information.\n"
            ),
            (
                "rollback --to 1 --count 2", "Error: Say --to or --count, not both.\n",
                "See 'tool rollback --help' for more information.\n"
            ),
            (
                "status",
                "Error: No database: name it with --database PATH or in the environment's "
                    + "DATABASE_URL.\n",
                "See 'tool status --help' for more information.\n"
            ),
            (
                "status --database postgres://host/db",
                "Error: --database: 'postgres:' is not a database that SQLite opens. "
                    + "Write sqlite:PATH; a file of that name is ./postgres:….\n",
                "See 'tool status --help' for more information.\n"
            ),
        ])
    func usage(line: String, beginning: String, end: String) async {
        let answer = await run(line)
        #expect(answer.status == .usage)
        #expect(answer.output.isEmpty)
        #expect(answer.error.hasPrefix(beginning))
        #expect(answer.error.hasSuffix(end))
    }

    @Test("no command at all is 64 and shows the help")
    func nothing() async {
        let answer = await run("")
        #expect(answer.status == .usage)
        #expect(answer.output.isEmpty)
        #expect(answer.error == RootCommand<TestProgram>.helpMessage() + "\n")
        #expect(await run("--format json").status == .usage)
    }

    @Test("a group without its command is 64 and shows the group's help")
    func nothingOfGroup() async {
        let answer = await run("snapshot")
        #expect(answer.status == .usage)
        #expect(answer.output.isEmpty)
        #expect(
            answer.error
                == RootCommand<TestProgram>.helpMessage(for: SnapshotCommand<TestProgram>.self)
                + "\n")
    }

    @Test("help is a result", arguments: ["--help", "-h", "help"])
    func help(_ line: String) async {
        let answer = await run(line)
        #expect(answer.status == .done)
        #expect(answer.output == RootCommand<TestProgram>.helpMessage() + "\n")
        #expect(answer.error.isEmpty)
    }

    @Test(
        "every command has its help",
        arguments: [
            "status", "run", "rollback", "baseline", "plan", "info", "reset", "new", "snapshot",
            "snapshot create", "snapshot list", "snapshot verify", "snapshot restore",
            "snapshot prune",
        ])
    func helpOfCommand(_ name: String) async {
        let direct = await run("\(name) --help")
        #expect(direct.status == .done)
        #expect(direct.output.contains("USAGE: tool \(name)"))
        #expect(direct.output.contains("--database <path>"))
        #expect(await run("help \(name)").output == direct.output)
    }

    @Test("an error of the program itself is shown without what it holds")
    func programError() async {
        let transcript = Transcript()
        let status = await StopoverCommands<BrokenProgram>.run(
            ["status", "--database", "x.db"], in: transcript.context())
        #expect(status == .failed)
        #expect(transcript.error == "Error: Secret was thrown\n")
        #expect(transcript.output.isEmpty)
    }

    private func run(_ line: String) async -> Sandbox.Answer {
        let transcript = Transcript()
        let status = await StopoverCommands<TestProgram>.run(words(line), in: transcript.context())
        return Sandbox.Answer(
            status: status, output: transcript.output, error: transcript.error)
    }
}
