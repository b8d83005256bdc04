import Testing

@testable import Stopover

@Suite struct ChunkTemplateTests {
    @Test(
        "The names are those of the parameters with a colon",
        arguments: [
            ("UPDATE t SET a = 1 WHERE :chunk", ["chunk"]),
            ("WHERE id BETWEEN :first AND :last", ["first", "last"]),
            (
                "WHERE (a, b) >= (:first_a, :first_b) AND :chunk AND :chunk",
                [
                    "chunk", "first_a", "first_b",
                ]
            ),
            ("SELECT ':chunk', \":chunk\", [:chunk], `:chunk` -- :chunk\n/* :chunk */", []),
            ("SELECT @chunk, $chunk, ?1", []),
            ("WHERE:chunk", ["chunk"]),
            ("SELECT :Chunk, :chunks", ["Chunk", "chunks"]),
            ("", []),
        ] as [(String, Set<String>)]
    )
    func names(sql: String, expected: Set<String>) {
        #expect(ChunkTemplate.names(in: sql) == expected)
    }

    @Test(
        "Each :chunk becomes the range in brackets, and nothing else changes",
        arguments: [
            ("WHERE :chunk", "WHERE (id > 1)"),
            (
                "WHERE a AND :chunk; DELETE FROM u WHERE :chunk;",
                "WHERE a AND (id > 1); DELETE FROM u WHERE (id > 1);"
            ),
            ("WHERE(:chunk)AND:chunk", "WHERE((id > 1))AND(id > 1)"),
            ("':chunk' \":chunk\" [:chunk] `:chunk`", "':chunk' \":chunk\" [:chunk] `:chunk`"),
            ("-- :chunk\n/* :chunk */ :chunk", "-- :chunk\n/* :chunk */ (id > 1)"),
            (":chunks :CHUNK @chunk a:chunk", ":chunks :CHUNK @chunk a(id > 1)"),
            ("e\u{301}\r\n:chunk", "e\u{301}\r\n(id > 1)"),
            ("':chunk", "':chunk"),
            ("", ""),
        ]
    )
    func replacing(sql: String, expected: String) {
        let result = ChunkTemplate.replacingChunk(in: sql, with: "id > 1")
        #expect(Array(result.utf8) == Array(expected.utf8))
    }

    @Test(
        "A batch binds the chunk, its edges, and the edges by column",
        arguments: [
            ("chunk", true, false), ("first", true, true), ("last", true, true),
            ("first_a", true, true), ("last_a b", true, true), ("chunks", false, false),
            ("firsta", false, false), ("First", false, false), ("", false, false),
        ]
    )
    func bound(name: String, isBound: Bool, isEdge: Bool) {
        #expect(ChunkTemplate.isBound(name) == isBound)
        #expect(ChunkTemplate.isEdge(name) == isEdge)
    }

    @Test(
        "An UPDATE of which the chunk is a condition writes its rows alone",
        arguments: [
            "UPDATE t SET a = 1 WHERE :chunk",
            "update \"T\" set a = (SELECT 1 WHERE 1 OR 2), b = CASE a WHEN 1 THEN 2 END WHERE :chunk ;;",
            "UPDATE t SET a = 1 WHERE :chunk AND (b OR c)",
            "UPDATE t SET a = 1 WHERE NOT b AND :chunk",
            "/* OR */ UPDATE [t] SET a = 'OR' -- LIMIT\nWHERE b IN (1) AND :chunk AND c",
        ]
    )
    func updatesChunkAlone(sql: String) {
        #expect(ChunkTemplate.updatesChunkAlone(sql, of: "t"))
    }

    @Test(
        "Of anything else that is not taken for granted",
        arguments: [
            "", "UPDATE", "UPDATE t SET a = 1", "UPDATE t SET a = :chunk",
            "UPDATE u SET a = 1 WHERE :chunk", "DELETE FROM t WHERE :chunk",
            "UPDATE main.t SET a = 1 WHERE :chunk", "UPDATE OR REPLACE t SET a = 1 WHERE :chunk",
            "UPDATE t AS x SET a = 1 WHERE :chunk",
            "WITH x AS (SELECT 1) UPDATE t SET a = 1 WHERE :chunk",
            "UPDATE t SET a = 1 WHERE :chunk; UPDATE t SET a = 2",
            "UPDATE t SET a = 1 WHERE b OR :chunk", "UPDATE t SET a = 1 WHERE :chunk OR b",
            "UPDATE t SET a = 1 WHERE c OR b AND :chunk",
            "UPDATE t SET a = 1 WHERE NOT :chunk", "UPDATE t SET a = 1 WHERE NOT (:chunk)",
            "UPDATE t SET a = 1 WHERE :chunk = 0", "UPDATE t SET a = 1 WHERE :chunk IS NULL",
            "UPDATE t SET a = 1 WHERE b BETWEEN 0 AND :chunk",
            "UPDATE t SET a = 1 WHERE id IN (SELECT id FROM t WHERE :chunk)",
            "UPDATE t SET a = CASE WHEN b AND :chunk THEN 1 END WHERE c",
            "UPDATE t SET a = 1 FROM u WHERE :chunk", "UPDATE t SET a = 1 WHERE :chunk LIMIT 1",
            "UPDATE t SET a = 1 WHERE :chunk RETURNING a",
            "UPDATE t SET a = 1 WHERE ':chunk' AND b",
            "UPDATE t SET a = 1 WHERE @chunk", "UPDATE t SET a = 1 WHERE b -- AND :chunk",
        ]
    )
    func mayUpdateOthers(sql: String) {
        #expect(!ChunkTemplate.updatesChunkAlone(sql, of: "t"))
    }
}
