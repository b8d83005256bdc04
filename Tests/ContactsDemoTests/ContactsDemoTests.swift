import Foundation
import Testing

@testable import ContactsDemo

/// The program as people run it.
struct ContactsDemoTests {
    @Test func tellsItsStoryAndFindsAllEqual() throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let database = directory.path + "/contacts.sqlite"
        let demo = try Self.run("--rows", "2000", "--database", database)
        #expect(demo.status == 0, "\(demo.output)\n\(demo.complaints)")
        #expect(demo.complaints == "")
        let lines = demo.output.split(separator: "\n")
        #expect(lines.first == "2,000 contacts, seed 1, in \(database)")
        for beginning in [
            "  generated  2,000 contacts, 80 companies, 800 orders (",
            "  snapshot   1 MB in 0 MB, ",
            "  applied    002 add_columns in ",
            "  killed     003 normalize_phones with SIGKILL at row ",
            "  resumed    003 normalize_phones after row ",
            "  applied    003 normalize_phones in ",
            "  applied    004 normalize_emails in ",
            "  applied    005 move_phones in ",
            "  applied    006 merge_duplicates in ",
            "  compared   4,625 rows with what plain Swift makes of the same seed, in ",
            "             companies 80, contacts 1,950, orders 800, phones 1,795",
            "             50 duplicates merged, 9 unreadable phones in quarantine",
            "  snapshot   006-merge_duplicates-",
            "  applied    007 use_normalized_phones in ",
            "  took back  007 in ",
            "  compared   every phone is as it was written, and all the edits are there",
            "  restored   as before the migrations in ",
            "  restored   as after them in ",
            "All equal.",
            "Look at it: contacts-demo status --database \(database)",
        ] {
            #expect(lines.count { $0.hasPrefix(beginning) } == 1, "\(beginning) in\n\(demo.output)")
        }

        let status = try Self.run("status", "--check", "--database", database)
        #expect(status.status == 0)
        #expect(status.output.contains("006      merge_duplicates       applied"))
        let run = try Self.run("run", "--database", database)
        #expect(run.status == 0)
        #expect(run.output == "Nothing to do: no migration is pending.\n")

        let again = try Self.run("--rows", "2000", "--database", database)
        #expect(again.status == 3)
        #expect(
            again.complaints == "Error: \(database) is there already. "
                + "Name a database that isn't: the demo makes its own.\n")
    }

    @Test func removesItsTemporaryDatabase() throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let demo = try Self.run("--rows", "1000", "--seed", "9", temporaryDirectory: directory.path)
        #expect(demo.status == 0, "\(demo.output)\n\(demo.complaints)")
        #expect(demo.output.contains("seed 9, in \(directory.path)/contacts-demo-"))
        #expect(demo.output.hasSuffix("\nAll equal.\n"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == [])
    }

    @Test func refusesACommandLineThatIsWrong() throws {
        let demo = try Self.run("--rows", "5")
        #expect(demo.status == 64)
        #expect(
            demo.complaints == """
                Error: --rows takes a number from 1000 to 100000000.
                See 'contacts-demo --help' for more information.

                """)
    }

    @Test func tellsOfItsOptionsInTheHelp() throws {
        let help = try Self.run("--help")
        #expect(help.status == 0)
        #expect(help.output.contains("[--rows N] [--seed N] [--database PATH]"))
        #expect(help.output.contains("contacts-demo status"))
    }

    private static func run(_ arguments: String..., temporaryDirectory: String? = nil) throws
        -> (status: Int32, output: String, complaints: String)
    {
        let process = Process()
        let (output, complaints) = (Pipe(), Pipe())
        process.executableURL = Bundle.main.executableURL?.deletingLastPathComponent()
            .appendingPathComponent("contacts-demo")
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = complaints
        if let temporaryDirectory {
            var environment = ProcessInfo.processInfo.environment
            environment["TMPDIR"] = temporaryDirectory
            process.environment = environment
        }
        try process.run()
        // Complaints are a few lines: a pipe holds them until they are read.
        let text = output.fileHandleForReading.readDataToEndOfFile()
        let complaint = complaints.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (
            process.terminationStatus, String(decoding: text, as: UTF8.self),
            String(decoding: complaint, as: UTF8.self)
        )
    }
}
