import Foundation
import Testing

@testable import StopoverCLI

@Suite struct MigrationDirectoryTests {
    @Test("a directory that is missing has no versions, and is made for the first file")
    func missing() throws {
        try withTemporaryDirectory { root in
            let directory = MigrationDirectory(path: root + "/deep/er")
            #expect(try directory.versions().isEmpty)
            let path = try directory.write(template("one"))
            #expect(path == root + "/deep/er/001_one.sql")
            #expect(try String(contentsOfFile: path, encoding: .utf8) == template("one").text)
            #expect(try directory.versions() == ["001"])
        }
    }

    @Test("versions are the digits before the names of SQL and Swift files")
    func versions() throws {
        try withTemporaryDirectory { root in
            for name in [
                "001_a.sql", "2_b.swift", "20261122101500.sql", "003_c.txt", "x4.sql", "README.md",
                "005_d.sql.bak", ".006_e.sql",
            ] {
                try Data().write(to: URL(fileURLWithPath: root + "/" + name))
            }
            #expect(
                Set(try MigrationDirectory(path: root).versions()) == [
                    "001", "2", "20261122101500",
                ])
        }
    }

    @Test("a file or a symlink that is there already is never written over")
    func exclusive() throws {
        try withTemporaryDirectory { root in
            let directory = MigrationDirectory(path: root)
            let file = root + "/001_one.sql"
            try Data("mine".utf8).write(to: URL(fileURLWithPath: file))
            expect("\(file) can't be written: File exists") { try directory.write(template("one")) }
            #expect(try String(contentsOfFile: file, encoding: .utf8) == "mine")

            try FileManager.default.createSymbolicLink(
                atPath: root + "/001_two.sql", withDestinationPath: root + "/elsewhere")
            expect("\(root)/001_two.sql can't be written: File exists") {
                try directory.write(template("two"))
            }
            #expect(!FileManager.default.fileExists(atPath: root + "/elsewhere"))
        }
    }

    @Test("a slash at the end of the directory's name is not doubled")
    func slash() throws {
        try withTemporaryDirectory { root in
            let path = try MigrationDirectory(path: root + "/").write(template("one"))
            #expect(path == root + "/001_one.sql")
        }
    }

    @Test("a directory that is a file is refused")
    func notADirectory() throws {
        try withTemporaryDirectory { root in
            let file = root + "/file"
            try Data().write(to: URL(fileURLWithPath: file))
            let directory = MigrationDirectory(path: file)
            expect("\(file) can't be read: Not a directory") { try directory.versions() }
            expect("\(file) can't be made: File exists") { try directory.write(template("one")) }
        }
    }

    @Test("a name that is too long for a file is refused")
    func tooLong() throws {
        try withTemporaryDirectory { root in
            let name = String(repeating: "x", count: 300)
            expect("\(root)/001_\(name).sql can't be written: File name too long") {
                try MigrationDirectory(path: root).write(template(name))
            }
        }
    }

    private func expect<Result>(
        _ message: String, at location: SourceLocation = #_sourceLocation,
        _ body: () throws -> Result
    ) {
        #expect(
            throws: Refusal(code: "file-error", message: message, hint: nil),
            sourceLocation: location
        ) {
            try body()
        }
    }

    private func template(_ name: String) throws -> MigrationTemplate {
        MigrationTemplate(
            version: "001", name: try #require(MigrationName(name)), hasBatch: false, language: .sql
        )
    }
}
