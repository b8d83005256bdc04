import Testing

@testable import Stopover

@Suite struct RowSQLTests {
    private static let key = BatchKey(
        table: "t", parts: [.init(column: "id", expression: "\"t\".\"id\"")], index: nil,
        isBareRowID: false)
    private static let pair = BatchKey(
        table: "t",
        parts: [
            .init(column: "a", expression: "\"t\".\"a\" COLLATE \"NOCASE\""),
            .init(column: "b", expression: "\"t\".\"b\""),
        ], index: "i", isBareRowID: false)

    @Test("A page reads key and inputs, and what is written as it is")
    func page() {
        let sql = RowSQL(Self.key, filter: nil, reading: ["lower(v)"], writing: ["v", "w"])
        #expect(
            sql.page.all == [
                """
                SELECT "t"."id", lower(v) FROM "t" NOT INDEXED \
                WHERE "t"."id" >= :_first_0 AND "t"."id" <= :_last_0 ORDER BY "t"."id"
                """,
                """
                SELECT "t"."id", lower(v) FROM "t" NOT INDEXED \
                WHERE "t"."id" > :_previous_0 AND "t"."id" <= :_last_0 ORDER BY "t"."id"
                """,
            ])
        #expect(
            sql.pageWithOld.first == """
                SELECT "t"."id", lower(v), "t"."v", "t"."w" FROM "t" NOT INDEXED \
                WHERE "t"."id" >= :_first_0 AND "t"."id" <= :_last_0 ORDER BY "t"."id"
                """)
        #expect((sql.takesAll, sql.inputCount, sql.outputCount) == (true, 1, 2))
    }

    @Test("A filter stands in brackets of its own, a comment at its end included")
    func filter() {
        let sql = RowSQL(Self.pair, filter: "v OR w -- both", reading: [], writing: [])
        #expect(
            sql.page.next == """
                SELECT "t"."a" COLLATE "NOCASE", "t"."b" FROM "t" INDEXED BY "i" \
                WHERE ("t"."a" COLLATE "NOCASE", "t"."b") > (:_previous_0, :_previous_1) \
                AND ("t"."a" COLLATE "NOCASE", "t"."b") <= (:_last_0, :_last_1) AND (v OR w -- both
                ) ORDER BY "t"."a" COLLATE "NOCASE", "t"."b"
                """)
        #expect(!sql.takesAll)
        #expect(sql.write == nil)
    }

    @Test("What is written is asked for by the key's own bytes")
    func write() {
        let sql = RowSQL(Self.pair, filter: "v", reading: [], writing: ["v", "w"]).write
        let range = """
            UPDATE "t" INDEXED BY "i" SET "v" = _stopover_value(0, "t"."a", "t"."b"), \
            "w" = _stopover_value(1, "t"."a", "t"."b") \
            WHERE ("t"."a" COLLATE "NOCASE", "t"."b") >= (:_first_0, :_first_1) \
            AND ("t"."a" COLLATE "NOCASE", "t"."b") <= (:_last_0, :_last_1)
            """
        #expect(
            sql?.all == [range, range + " AND _stopover_is_ready(\"t\".\"a\", \"t\".\"b\")"])
    }
}
