import GRDB
import Testing

@testable import Stopover

/// Kind and text of a token; spaces between tokens left out.
private func tokens(_ sql: String) -> [String] {
    SQLTokenizer(sql).filter { $0.kind != .whiteSpace }.map { "\($0.kind) \($0.text)" }
}

@Suite struct SQLTokenizerTests {
    @Test(
        "Each form of a token is told by its kind",
        arguments: [
            ("select", ["word select"]),
            ("_a$1 ключ 名", ["word _a$1", "word ключ", "word 名"]),
            (#""a b""#, [#"quotedIdentifier "a b""#]),
            (#""a""b""#, [#"quotedIdentifier "a""b""#]),
            ("[a\"b'c]", ["quotedIdentifier [a\"b'c]"]),
            ("[a]]", ["quotedIdentifier [a]", "unknown ]"]),
            ("`a``b`", ["quotedIdentifier `a``b`"]),
            ("'it''s'", ["string 'it''s'"]),
            ("''", ["string ''"]),
            ("''''", ["string ''''"]),
            ("'a' 'b'", ["string 'a'", "string 'b'"]),
            ("'-- no /* comment'", ["string '-- no /* comment'"]),
            ("x'ab' X'0F'", ["blob x'ab'", "blob X'0F'"]),
            ("x''", ["blob x''"]),
            ("x'abc' x'zz'", ["unknown x'abc'", "unknown x'zz'"]),
            ("x 'ab'", ["word x", "string 'ab'"]),
            (
                "1 1.5 .5 1. 1e5 1E+5 1e-5",
                [
                    "number 1", "number 1.5", "number .5", "number 1.", "number 1e5", "number 1E+5",
                    "number 1e-5",
                ]
            ),
            ("0x1F 0Xaf 1_000", ["number 0x1F", "number 0Xaf", "number 1_000"]),
            ("1a 1e 0x 0xg", ["unknown 1a", "unknown 1e", "unknown 0x", "unknown 0xg"]),
            ("1e+", ["unknown 1e", "symbol +"]),
            ("1..2", ["number 1.", "number .2"]),
            ("a.b", ["word a", "symbol .", "word b"]),
            (
                ":a @a $a ? ?12",
                [
                    "parameter :a", "parameter @a", "parameter $a", "parameter ?", "parameter ?12",
                ]
            ),
            (":a::b $a(b) :1", ["parameter :a::b", "parameter $a(b)", "parameter :1"]),
            (
                ": :( $a(b c)",
                [
                    "unknown :", "unknown :", "symbol (", "unknown $a(b", "word c", "symbol )",
                ]
            ),
            ("?a", ["parameter ?", "word a"]),
            ("-> ->> - -", ["symbol ->", "symbol ->>", "symbol -", "symbol -"]),
            (
                "= == != <> < <= << > >= >>",
                [
                    "symbol =", "symbol ==", "symbol !=", "symbol <>", "symbol <", "symbol <=",
                    "symbol <<", "symbol >", "symbol >=", "symbol >>",
                ]
            ),
            (
                "|| | & ~ + * / % , ; ( )",
                [
                    "symbol ||", "symbol |", "symbol &", "symbol ~", "symbol +", "symbol *",
                    "symbol /", "symbol %", "symbol ,", "symbol ;", "symbol (", "symbol )",
                ]
            ),
            ("! ^ \\ { }", ["unknown !", "unknown ^", "unknown \\", "unknown {", "unknown }"]),
            ("-- a\nb", ["lineComment -- a", "word b"]),
            ("--", ["lineComment --"]),
            ("-- it's\n1", ["lineComment -- it's", "number 1"]),
            ("/* a\n * b */c", ["blockComment /* a\n * b */", "word c"]),
            ("/**/a", ["blockComment /**/", "word a"]),
            ("/* /* */ */", ["blockComment /* /* */", "symbol *", "symbol /"]),
            ("a--b", ["word a", "lineComment --b"]),
            ("a/*b*/c", ["word a", "blockComment /*b*/", "word c"]),
            ("\u{FEFF}a \u{FEFF} b", ["word a", "word b"]),
            ("a\u{FEFF}", ["word a\u{FEFF}"]),
            ("a\0b", ["word a", "unknown \0", "word b"]),
            ("\u{0B}a \u{0B}b", ["unknown \u{0B}", "word a", "word b"]),
            ("", []),
        ]
    )
    func kinds(sql: String, expected: [String]) {
        #expect(tokens(sql) == expected)
    }

    @Test(
        "What is never closed runs to the end and is told",
        arguments: [
            ("'a; b", "string 'a; b"), ("'a''", "string 'a''"), ("\"a", "quotedIdentifier \"a"),
            ("[a", "quotedIdentifier [a"), ("`a", "quotedIdentifier `a"), ("x'ab", "blob x'ab"),
            ("/* a", "blockComment /* a"), ("/*/", "blockComment /*/"), ("/*", "blockComment /*"),
        ]
    )
    func unclosed(sql: String, expected: String) {
        #expect(tokens(sql) == [expected])
        #expect(SQLTokenizer(sql).map(\.isClosed) == [false])
    }

    @Test("A line comment ends with its line, or with the text, and is closed by both")
    func lineComment() {
        #expect(SQLTokenizer("-- a\r\nb").map(\.text) == ["-- a\r", "\n", "b"])
        #expect(SQLTokenizer("-- a").map(\.isClosed) == [true])
    }

    @Test("A token knows the line that it begins on")
    func lines() {
        let sql = "a\nb 'c\nd' e\r\n/*\n\n*/ f -- g\nh"
        let lines = SQLTokenizer(sql).filter { $0.kind != .whiteSpace }.map(\.line)
        #expect(lines == [1, 2, 2, 3, 4, 6, 6, 7])
    }

    @Test("Significant tokens are those that SQLite reads")
    func significant() {
        let sql = "SELECT /* all */ * -- of it\n FROM t;"
        let texts = SQLTokenizer.significant(sql).map(\.text)
        #expect(texts == ["SELECT", "*", "FROM", "t", ";"])
    }

    @Test("A trigger's body keeps its semicolons apart from its strings and comments")
    func trigger() {
        let sql = """
            CREATE TRIGGER "a;b" AFTER INSERT ON [t;u] BEGIN
                UPDATE t SET a = 'x;''y'; -- ; not here
                SELECT CASE WHEN 1 THEN 2 END; /* ; nor here */
            END;
            """
        let tokens = SQLTokenizer.significant(sql)
        #expect(tokens.count(where: \.isSemicolon) == 3)
        #expect(tokens.filter { $0.keyword == "END" }.count == 2)
    }

    @Test("Put together, the tokens of any text are the text again", arguments: 0..<20)
    func total(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let sql = randomText(&generator)
            let joined = SQLTokenizer(sql).map(\.text).joined()
            #expect(Array(joined.utf8) == Array(sql.utf8), "seed \(seed): \(sql.debugDescription)")
        }
    }

    /// A token cut in two, or two taken for one, would be another one to SQLite once spaces stand
    /// between the tokens.
    @Test("SQLite compiles the tokens, set apart by spaces, to the program of the text itself")
    func agreesWithSQLite() throws {
        let queue = try DatabaseQueue()
        try queue.write { db in
            try db.execute(sql: "CREATE TABLE t (a, b)")
            var generator = SeededGenerator(seed: 7)
            var valid = 0
            for _ in 0..<5000 {
                let sql = "SELECT " + randomText(&generator)
                let tokens = Array(SQLTokenizer(sql))
                // SQLite stops at a NUL, and takes a comment at the end as closed.
                guard tokens.allSatisfy(\.isClosed), !sql.contains("\0") else { continue }
                let program = bytecode(of: sql, db)
                if tokens.contains(where: { $0.kind == .unknown }) {
                    #expect(program.count == 1, "\(sql.debugDescription)")
                    continue
                }
                let apart = tokens.filter(\.isSignificant).map(\.text).joined(separator: " ")
                #expect(bytecode(of: apart, db) == program, "\(sql.debugDescription)")
                if program.count > 1 { valid += 1 }
            }
            #expect(valid > 300, "the generator makes too little that SQLite reads")
        }
    }

    private func bytecode(of sql: String, _ db: Database) -> [String] {
        do {
            let statement = try db.makeStatement(sql: "EXPLAIN " + sql)
            statement.setUncheckedArguments(StatementArguments())
            return try Row.fetchAll(statement).map(\.debugDescription)
        } catch {
            return [(error as? DatabaseError)?.message ?? "another error"]
        }
    }

    private func randomText(_ generator: inout SeededGenerator) -> String {
        let parts = [
            "a", "b", "t", " ", " ", "\n", "\r\n", "\t", "\u{0B}", "\u{FEFF}", "1", "2.5", ".",
            "0x1 ",
            "e1", "e", "E+3", "'", "''", "'x'", "\"", "\"a\"", "`b`", "[", "]", "[a]", "--", "-",
            ">", "<", "=", "!", "|", "||", "/*", "*/", "/", "*", "+", "x'", "x'ab'", ":c", "::",
            "?",
            "?3", "@d", "$", "$e", "(", ")", ",", "é", "\u{301}", "_", "#", " AS ", " FROM t", "\0",
            "\\", "%", "~", "&", ";",
        ]
        let count = Int.random(in: 1...6, using: &generator)
        return (0..<count).map { _ in parts.randomElement(using: &generator) ?? "" }.joined()
    }
}
