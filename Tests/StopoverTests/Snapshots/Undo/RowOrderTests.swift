import Testing

@testable import Stopover

@Suite("RowOrder")
struct RowOrderTests {
    private func chunk(
        _ keys: [[StoredValue]], table: String = "t", kind: RowChanges.Kind = .updated,
        keyColumns: [String] = ["id"], columns: [String] = ["v"]
    ) -> ChunkChanges {
        var group = RowChanges(
            table: table, kind: kind, keyColumns: keyColumns, columns: columns)
        for key in keys {
            group.append(
                key: { cells in for value in key { cells.append(value) } },
                old: { cells in for _ in columns { cells.appendNull() } },
                new: { cells in for _ in columns { cells.append(1 as Int64) } })
        }
        return ChunkChanges(groups: [group])
    }

    private func mayRecur(_ chunks: ChunkChanges...) -> Bool {
        var order = RowOrder()
        for chunk in chunks { order.add(chunk) }
        return order.mayRecur
    }

    private func integers(_ values: Int64...) -> [[StoredValue]] {
        values.map { [StoredValue(.integer($0))] }
    }

    private func texts(_ values: String...) -> [[StoredValue]] {
        values.map { [StoredValue(.text(Array($0.utf8)))] }
    }

    @Test("keys that ascend through all chunks are not twice there")
    func ascending() {
        #expect(!mayRecur())
        #expect(!mayRecur(chunk(integers(-5, 0, 3)), chunk(integers(4)), chunk(integers(9, 10))))
        #expect(!mayRecur(chunk(texts("", "a", "aa", "b")), chunk(texts("é"))))
        let (a, b) = (StoredValue(.integer(1)), StoredValue(.integer(2)))
        #expect(!mayRecur(chunk([[a, a], [a, b], [b, a]], keyColumns: ["x", "y"])))
        #expect(
            !mayRecur(
                chunk([[StoredValue(.integer(9))], [StoredValue(.real(0.5))]] + texts("a"))))
    }

    @Test("each table has an order of its own")
    func tables() {
        #expect(!mayRecur(chunk(integers(5)), chunk(integers(1), table: "u"), chunk(integers(6))))
        #expect(mayRecur(chunk(integers(5)), chunk(integers(5), table: "T")))
    }

    @Test("keys that do not ascend may be")
    func descending() {
        #expect(mayRecur(chunk(integers(1, 1))))
        #expect(mayRecur(chunk(integers(1, 2)), chunk(integers(2))))
        #expect(mayRecur(chunk(integers(1, 2)), chunk(integers(1))))
        #expect(mayRecur(chunk(texts("a", "B"))))
    }

    @Test("rows that came and went have their place in the order")
    func kinds() {
        #expect(!mayRecur(chunk(integers(1), kind: .inserted), chunk(integers(2), kind: .deleted)))
        #expect(mayRecur(chunk(integers(2), kind: .inserted), chunk(integers(1), kind: .deleted)))
        #expect(mayRecur(chunk(integers(1), kind: .deleted), chunk(integers(1), kind: .inserted)))
    }

    @Test("in one chunk no row is twice, whatever the order of its groups")
    func groups() {
        var mixed = chunk(integers(3, 7))
        mixed.groups += chunk(integers(4, 5), kind: .deleted).groups
        #expect(!mayRecur(chunk(integers(1, 2)), mixed, chunk(integers(8))))
        #expect(mayRecur(mixed, chunk(integers(6))))
    }

    @Test("rows that changed their keys may be twice")
    func keys() {
        #expect(mayRecur(chunk(integers(1), columns: ["id", "v"])))
        #expect(mayRecur(chunk(integers(1)), chunk(texts("a"), keyColumns: ["name"])))
    }
}
