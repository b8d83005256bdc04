import ArgumentParser

/// Every way to change contacts and to keep them, side by side.
@main
struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract:
            "Compares Stopover with other ways to change, keep and restore a contacts database.",
        subcommands: [CompareCommand.self, ChildCommand.self, WriterCommand.self],
        defaultSubcommand: CompareCommand.self)
}
