import Testing

@testable import Stopover

@Suite struct SQLOptionTests {
    private func names(_ text: String) throws -> [String] {
        try SQLOptionValue(option: .key, text: text).names()
    }

    @Test(
        "Only a name that is not a plain one gets quotes",
        arguments: [
            (["contacts"], "contacts"), (["a_1$", "имя"], "a_1$,имя"), (["a b"], "\"a b\""),
            (["1a"], "\"1a\""), (["a,b", "c"], "\"a,b\",c"), (["a\"b"], "\"a\"\"b\""),
            (["a:b"], "\"a:b\""), (["--"], "\"--\""),
        ]
    )
    func written(names: [String], text: String) throws {
        #expect(SQLOptionValue.text(of: names) == text)
        #expect(try self.names(text) == names)
    }

    @Test("Names may stand in any of SQL's quotes, with blanks only within them")
    func quotes() throws {
        #expect(try names("[a b],`c``d`,\"e\"\"f\"") == ["a b", "c`d", "e\"f"])
    }

    @Test(
        "What is no list of names is refused",
        arguments: [
            "", ",", "a,", ",a", "a,,b", "a b", "a.b", "1", "'a'", "\"a", "\"\"", "a\"b\"", ":a",
            "a--",
        ]
    )
    func refused(text: String) throws {
        let fault = try #require(#expect(throws: SQLFault.self) { _ = try names(text) })
        #expect(fault.reason == "\"\(text)\" is no value of key:")
        #expect(
            fault.hint
                == "key: takes columns with commas between them, in double quotes unless plain.")
    }

    @Test("A table is one name")
    func oneName() throws {
        #expect(try SQLOptionValue(option: .table, text: "a").name() == "a")
        #expect(throws: SQLFault.self) { try SQLOptionValue(option: .table, text: "a,b").name() }
    }

    @Test("true and false, the modes of foreign keys, and counts of rows are read as they are")
    func values() throws {
        #expect(try SQLOptionValue(option: .transaction, text: "true").transaction())
        #expect(try !SQLOptionValue(option: .transaction, text: "false").transaction())
        for mode in ForeignKeys.allCases {
            let value = SQLOptionValue(option: .foreignKeys, text: mode.rawValue)
            #expect(try value.foreignKeys() == mode)
        }
        #expect(try SQLOptionValue(option: .chunk, text: "1").rowCount() == 1)
        for text in ["", "0", "-1", "1.5", "ten", "9223372036854775808"] {
            #expect(throws: SQLFault.self) {
                try SQLOptionValue(option: .chunk, text: text).rowCount()
            }
        }
        #expect(throws: SQLFault.self) {
            try SQLOptionValue(option: .transaction, text: "True").transaction()
        }
    }
}
