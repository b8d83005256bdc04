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
}
