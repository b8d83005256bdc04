import Testing

@testable import Stopover

@Suite struct TransformTests {
    private struct Unlucky: Error {}

    /// What the transform makes of one row of texts.
    private func result(of step: Transform, _ row: String?...) throws -> [StoredValue] {
        guard case .transform(let transform) = step.batch.work else { return [] }
        var buffer = RowOutput()
        for value in row { buffer.write(value) }
        let values = buffer.buffer
        return try values.cells.withUnsafeBufferPointer { cells in
            try values.withBytes { base in
                var output = RowOutput()
                try transform.make()(RowInput(buffer: cells, base: base, index: 0), &output)
                return output.buffer.cells.indices.map(output.buffer.value(at:))
            }
        }
    }

    private func text(_ text: String) -> StoredValue {
        StoredValue(.text(Array(text.utf8)))
    }

    @Test("A transform names table, filter and columns")
    func definition() {
        let step = Transform(
            "t", where: "a", reading: .text("b"), .integer("c"), writing: .text("d"), .real("e")
        ) { b, _ in (b, 1) }
        #expect(step.operation.testText == #"batch t where a: ["b", "c"] to ["d", "e"]"#)
    }

    @Test("One to four results are written in order")
    func results() throws {
        let one = Transform("t", reading: .text("a"), writing: .text("b")) { $0?.uppercased() }
        #expect(try result(of: one, "x") == [text("X")])
        #expect(try result(of: one, nil) == [.null])
        let two = Transform("t", reading: .text("a"), .text("b"), writing: .text("c"), .text("d")) {
            ($1, $0)
        }
        #expect(try result(of: two, "x", nil) == [.null, text("x")])
        let three = Transform(
            "t", reading: .text("a"), writing: .text("b"), .integer("c"), .real("d")
        ) { ($0, $0?.count, 0.5) }
        #expect(
            try result(of: three, "xy")
                == [text("xy"), StoredValue(.integer(2)), StoredValue(.real(0.5))])
        let four = Transform(
            "t", reading: .text("a"), writing: .text("b"), .text("c"), .text("d"), .blob("e")
        ) { ($0, nil, $0, [9]) }
        #expect(
            try result(of: four, "x") == [text("x"), .null, text("x"), StoredValue(.blob([9]))])
    }

    @Test("State that can't be shared is made for each thread and handed to the closure")
    func state() throws {
        let one = Transform(
            "t", reading: .text("a"), writing: .text("b"), using: { /[^0-9]/ },
            transform: { noise, a in a?.replacing(noise, with: "") })
        #expect(try result(of: one, "+43 1") == [text("431")])
        let two = Transform(
            "t", reading: .text("a"), writing: .text("b"), .text("c"), using: { "-" },
            transform: { mark, a in (mark, a) })
        #expect(try result(of: two, "x") == [text("-"), text("x")])
        let three = Transform(
            "t", reading: .text("a"), writing: .text("b"), .text("c"), .text("d"), using: { "-" },
            transform: { mark, a in (a, mark, a) })
        #expect(try result(of: three, "x") == [text("x"), text("-"), text("x")])
        let four = Transform(
            "t", reading: .text("a"), writing: .text("b"), .text("c"), .text("d"), .text("e"),
            using: { "-" }, transform: { mark, a in (a, a, a, mark) })
        #expect(try result(of: four, "x") == [text("x"), text("x"), text("x"), text("-")])
    }

    @Test("An error of the closure, of making its state, and of reading comes through")
    func errors() {
        let closure = Transform("t", reading: .text("a"), writing: .text("b")) { _ -> String? in
            throw Unlucky()
        }
        #expect(throws: Unlucky.self) { try result(of: closure, "x") }
        let state = Transform(
            "t", reading: .text("a"), writing: .text("b"),
            using: { () throws -> Int in throw Unlucky() },
            transform: { _, a in a })
        #expect(throws: Unlucky.self) { try result(of: state, "x") }
        let reading = Transform("t", reading: .integer("a"), writing: .integer("b")) { $0 }
        #expect(throws: RowRefusal.self) { try result(of: reading, "x") }
    }
}
