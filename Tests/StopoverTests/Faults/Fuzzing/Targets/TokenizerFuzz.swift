import CSQLite

@testable import Stopover

/// The tokenizer, and the checksum that is made of its tokens: the tokens are the text, each knows its
/// line, SQLite sees the same ones, and the checksum counts them alone.
final class TokenizerFuzz {
    private let connection: OpaquePointer?

    init() throws {
        var connection: OpaquePointer?
        try FuzzFailure.unless(
            sqlite3_open_v2(
                ":memory:", &connection, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nil)
                == SQLITE_OK, "no database")
        self.connection = connection
        sqlite3_exec(connection, "CREATE TABLE t (a, b); CREATE TABLE u (a, c)", nil, nil, nil)
    }

    deinit {
        sqlite3_close(connection)
    }

    func run(_ input: UnsafeRawBufferPointer) throws -> FuzzTarget.Ending {
        guard let text = String(validating: input, as: UTF8.self) else { return .refused }
        let tokens = Array(SQLTokenizer(text))
        try checkWhole(tokens, text)
        _ = SQLStatementKind(text)
        // SQLite stops at a NUL, and takes a comment at the end as closed.
        guard tokens.allSatisfy({ $0.isClosed && $0.kind != .unknown }), !text.contains("\0")
        else { return .refused }
        let significant = tokens.filter(\.isSignificant)
        let apart = significant.map(\.text).joined(separator: " /* ' */ -- \"\r\n ")
        try FuzzFailure.unless(
            Self.checksum(apart) == Self.checksum(text), "comments changed the checksum")
        try FuzzFailure.unless(
            Self.checksum(apart + " x") != Self.checksum(text),
            "a token did not change the checksum")
        try checkWithSQLite(text, apart, significant)
        return .read
    }

    private static func checksum(_ sql: String) -> String {
        Checksum.of(
            operations: [Operation(.script(Script(sql: sql)))], revision: 1, foreignKeys: .checked)
    }

    private func checkWhole(_ tokens: [SQLTokenizer.Token], _ text: String) throws {
        var line = 1
        var rest = Substring(text).utf8
        for (index, token) in tokens.enumerated() {
            try FuzzFailure.unless(!token.text.isEmpty, "a token is empty")
            try FuzzFailure.unless(rest.starts(with: token.text.utf8), "a token is not the text's")
            try FuzzFailure.unless(token.line == line, "line \(line) is told as \(token.line)")
            try FuzzFailure.unless(
                token.isClosed || index == tokens.count - 1, "the text goes on behind its end")
            if token.isClosed, token.kind != .unknown {
                let alone = Array(SQLTokenizer(String(token.text)))
                try FuzzFailure.unless(
                    alone.map(\.kind) == [token.kind] && alone[0].isClosed,
                    "\(token.text.debugDescription) is another token alone")
            }
            _ = (token.name, token.keyword, token.kindInWords)
            line += token.text.utf8.count { $0 == UInt8(ascii: "\n") }
            rest = rest.dropFirst(token.text.utf8.count)
        }
        try FuzzFailure.unless(rest.isEmpty, "the tokens are not the whole text")
    }

    // MARK: SQLite's own

    /// How SQLite compiles the first statement.
    private struct Compiled: Equatable {
        let message: String
        let rest: [Substring]
    }

    /// A token cut in two, or two taken for one, would be another one to SQLite once comments stand
    /// between the tokens.
    private func checkWithSQLite(
        _ text: String, _ apart: String, _ tokens: [SQLTokenizer.Token]
    ) throws {
        // It may act when it is compiled.
        guard !tokens.contains(where: { $0.keyword == "PRAGMA" }) else { return }
        let (whole, parts) = (compile(text), compile(apart))
        try FuzzFailure.unless(
            whole == parts, "SQLite sees other tokens: \(whole), and of the parts \(parts)")
    }

    private func compile(_ sql: String) -> Compiled {
        sql.withCString { start in
            var statement: OpaquePointer?
            var tail: UnsafePointer<CChar>?
            sqlite3_prepare_v2(connection, start, -1, &statement, &tail)
            defer { sqlite3_finalize(statement) }
            let rest = tail.map { SQLTokenizer.significant(String(cString: $0)).map(\.text) }
            return Compiled(
                message: String(cString: sqlite3_errmsg(connection)), rest: rest ?? [])
        }
    }
}
