import Testing

@testable import Stopover

@Suite struct RowInputTests {
    /// One row of these values, lent to `body`.
    private func withRow<Result>(
        _ values: ValueBuffer, _ body: (inout RowInput) throws -> Result
    ) rethrows -> Result {
        try values.cells.withUnsafeBufferPointer { cells in
            try values.withBytes { base in
                var row = RowInput(buffer: cells, base: base, index: 0)
                return try body(&row)
            }
        }
    }

    private func buffer(_ fill: (inout ValueBuffer) -> Void) -> ValueBuffer {
        var buffer = ValueBuffer()
        fill(&buffer)
        return buffer
    }

    private func text(_ bytes: [UInt8], as storage: StorageClass = .text) -> ValueBuffer {
        buffer { buffer in bytes.withUnsafeBufferPointer { buffer.append(storage, $0) } }
    }

    private func refusal<Value: ColumnValue>(
        _ values: ValueBuffer, _ column: TypedColumn<Value>
    ) throws -> String {
        let error = #expect(throws: RowRefusal.self) {
            _ = try withRow(values) { try $0.next(column) }
        }
        return try #require(error).description
    }

    @Test("Each class is read as its Swift type, column after column")
    func values() throws {
        let row = buffer { buffer in
            buffer.append(Int64.min)
            buffer.append(-0.5)
            Array("né".utf8).withUnsafeBufferPointer { buffer.append(.text, $0) }
            [0, 255].withUnsafeBufferPointer { buffer.append(.blob, $0) }
            buffer.append(Int64(7))
        }
        try withRow(row) { row throws in
            #expect(try row.next(.integer("a")) == Int.min)
            #expect(try row.next(.real("b")) == -0.5)
            #expect(try row.next(.text("c")) == "né")
            #expect(try row.next(.blob("d")) == [0, 255])
            #expect(try row.next(.integer("e")) == 7)
        }
    }

    @Test("NULL is nil of every type")
    func null() throws {
        let row = buffer { buffer in for _ in 0..<4 { buffer.appendNull() } }
        try withRow(row) { row throws in
            #expect(try row.next(.integer("a")) == nil)
            #expect(try row.next(.real("b")) == nil)
            #expect(try row.next(.text("c")) == nil)
            #expect(try row.next(.blob("d")) == nil)
        }
    }

    @Test("Empty text and blobs are empty, not nil")
    func empty() throws {
        #expect(try withRow(text([])) { try $0.next(.text("a")) } == "")
        #expect(try withRow(text([], as: .blob)) { try $0.next(.blob("a")) } == [])
    }

    @Test("Text keeps its bytes: what Swift calls equal is not made the same")
    func bytes() throws {
        let decomposed = Array("e\u{301}\0x".utf8)
        let value = try withRow(text(decomposed)) { try $0.next(.text("a")) }
        #expect(value.map { Array($0.utf8) } == decomposed)
    }

    @Test("Another class than the one asked for is refused, naming column and classes")
    func otherClass() throws {
        let integer = buffer { $0.append(Int64(5)) }
        let real = buffer { $0.append(5.0) }
        let five = text([0x35])
        let blob = text([0x35], as: .blob)
        #expect(
            try refusal(integer, .text("phone")) == "phone holds integer where the step reads text")
        #expect(try refusal(integer, .real("a")) == "a holds integer where the step reads real")
        #expect(try refusal(integer, .blob("a")) == "a holds integer where the step reads blob")
        #expect(try refusal(real, .integer("a")) == "a holds real where the step reads integer")
        #expect(try refusal(five, .integer("a")) == "a holds text where the step reads integer")
        #expect(try refusal(five, .blob("a")) == "a holds text where the step reads blob")
        #expect(try refusal(blob, .text("a")) == "a holds blob where the step reads text")
    }

    @Test(
        "Text that is not UTF-8 is refused, never mended",
        arguments: [
            [0xE9], [0x61, 0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x9F],
            // Mended, it would be as long.
            [0xF0, 0x9F, 0x98], Array(repeating: 0x61, count: 40) + [0xF0, 0x9F, 0x98],
        ] as [[UInt8]]
    )
    func invalidText(bytes: [UInt8]) throws {
        #expect(try refusal(text(bytes), .text("name")) == "name holds text that is not UTF-8")
    }

    @Test("What is UTF-8 is what Swift validates as such, U+FFFD among it")
    func validText() throws {
        let edges: [UInt8] = [
            0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBD, 0xBF, 0xC1, 0xC2, 0xDF, 0xE0,
            0xE1,
            0xED, 0xEF, 0xF0, 0xF4, 0xF5, 0xFF,
        ]
        for first in edges {
            for second in edges {
                for third in edges {
                    let bytes = [first, second, third]
                    let value = try? withRow(text(bytes)) { try $0.next(.text("a")) }
                    #expect(value == String(validating: bytes, as: UTF8.self))
                    #expect(value.map { Array($0.utf8) == bytes } ?? true)
                }
            }
        }
        #expect(try withRow(text(Array("\u{FFFD}".utf8))) { try $0.next(.text("a")) } == "\u{FFFD}")
    }

    @Test("A blob may hold any bytes")
    func anyBlob() throws {
        #expect(try withRow(text([0xE9, 0], as: .blob)) { try $0.next(.blob("a")) } == [0xE9, 0])
    }

    @Test("What is written is stored in its type's class, nil as NULL")
    func output() {
        var output = RowOutput()
        output.write("né")
        output.write(String?.none)
        output.write(-3)
        output.write(2.5)
        output.write([1, 2] as [UInt8])
        output.write("")
        let values = output.buffer.cells.indices.map(output.buffer.value(at:))
        #expect(
            values == [
                StoredValue(.text(Array("né".utf8))), .null, StoredValue(.integer(-3)),
                StoredValue(.real(2.5)), StoredValue(.blob([1, 2])), StoredValue(.text([])),
            ])
    }
}
