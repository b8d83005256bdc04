import GRDB
import Testing

@testable import Stopover
@testable import StopoverCLI

@Suite struct ErrorReportTests {
    private struct LeakyError: Error, CustomStringConvertible {
        let description = "alice@example.com"
    }

    @Test("an error of the library is shown with its version, and its hint on a line of its own")
    func migrationError() {
        let report = ErrorReport(
            MigrationError(
                .changed, "it was modified.", hint: "Roll it back.", version: 3, outcome: .refused))
        #expect(report.text == "Error: 003: it was modified.\n  Roll it back.")
        #expect(report.status == .refused)
        #expect(
            report.event.line(at: moment())
                == #"{"schema":1,"time":"2026-11-22T10:15:00.250Z","event":"error","#
                + #""version":"003","step":null,"code":"changed","message":"it was modified.","#
                + #""hint":"Roll it back."}"# + "\n")
    }

    @Test(
        "the outcome decides the exit status",
        arguments: [
            (MigrationError.Outcome.refused, CommandStatus.refused), (.failed, .failed),
            (.locked, .stopped),
        ])
    func outcome(_ outcome: MigrationError.Outcome, status: CommandStatus) {
        let report = ErrorReport(MigrationError(.locked, "no.", outcome: outcome))
        #expect(report.status == status)
        #expect(report.text == "Error: no.")
    }

    @Test("an escape sequence in a name stays out of the terminal")
    func escapeSequence() {
        let report = ErrorReport(
            MigrationError(.invalidFile, "001_\u{1B}[31m.sql: no.", hint: "a\tb"))
        #expect(report.text == "Error: 001_ [31m.sql: no.\n  a b")
    }

    @Test("what the command itself refuses is 3")
    func refusal() {
        let report = ErrorReport(Refusal(code: "not-confirmed", message: "No.", hint: nil))
        #expect(report.status == .refused)
        #expect(report.text == "Error: No.")
        #expect(
            report.event.line(at: moment()).hasSuffix(
                #""code":"not-confirmed","message":"No.","hint":null}"# + "\n"))
    }

    @Test("an error of SQLite is shown by code and message, without statement and arguments")
    func databaseError() throws {
        let error = try #require(throws: DatabaseError.self) {
            try DatabaseQueue().write { db in
                try db.execute(sql: "CREATE TABLE t (a TEXT UNIQUE)")
                for _ in 1...2 {
                    try db.execute(sql: "INSERT INTO t VALUES (?)", arguments: ["alice"])
                }
            }
        }
        let report = ErrorReport(error)
        #expect(report.text == "Error: UNIQUE constraint failed: t.a")
        #expect(report.status == .failed)
        let full = ErrorReport(DatabaseError(resultCode: .SQLITE_FULL, message: "alice"))
        #expect(full.text == "Error: SQLite error 13: database or disk is full")
    }

    @Test("of any other error only the type is shown")
    func other() {
        let report = ErrorReport(LeakyError())
        #expect(report.text == "Error: LeakyError was thrown")
        #expect(report.code == "unexpected-error")
        #expect(report.status == .failed)
    }
}
