import ArgumentParser
import Foundation
import Stopover

struct NewCommand<Program: MigrationProgram>: StopoverCommand {
    @OptionGroup(title: "Flags of every command") var global: GlobalOptions<Program>

    @Argument(help: "What the migration does, such as normalize_phones.")
    var name: String

    @Flag(help: "Begin with a batch, and a check of what it did.")
    var batch = false

    @Flag(help: "Write a Swift type rather than a SQL file.")
    var swift = false

    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "new", abstract: "Write the next migration's file from a template.",
            usage: "\(Program.name) new <name> [--batch] [--swift]",
            discussion: """
                Prints the path of the file, which it makes in the directory of --migrations. The \
                version is the next number, or the time where the others are times.

                EXAMPLES:
                  \(Program.name) new create_contacts
                  \(Program.name) new "Normalize phones" --batch
                """)
    }

    func execute(in context: CommandContext) throws -> ExitStatus {
        guard let name = MigrationName(name) else {
            throw UsageError("The name needs a letter or a digit, a to z or 0 to 9.")
        }
        let directory = MigrationDirectory(path: global.directory)
        let version = NextVersion.after(
            try knownVersions(in: directory), at: context.time.now().date)
        let template = MigrationTemplate(
            version: version, name: name, hasBatch: batch, language: swift ? .swift : .sql)
        let path = try directory.write(template)
        let event = JSONEvent("created", version: version, details: [("path", .string(path))])
        context.show(path, event, as: global.format)
        return .done
    }

    /// Those of the files, and of migrations written in code. One that can't be read must not keep
    /// the next from being begun, so it counts by its file's name alone.
    private func knownVersions(in directory: MigrationDirectory) throws -> [String] {
        let registered = (try? global.migrations()) ?? []
        return try directory.versions() + registered.map(\.version.text)
    }
}
