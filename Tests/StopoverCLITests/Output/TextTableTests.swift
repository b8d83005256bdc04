import Testing

@testable import StopoverCLI

@Suite struct TextTableTests {
    @Test("columns stand below each other, without blanks at the ends of lines")
    func columns() {
        var table = TextTable(header: ["A", "LONG", "C"])
        table.add(["1", "2", "3"])
        table.add(["wide cell", "", ""], further: ["  more"])
        table.add(["", "x", "y"])
        #expect(
            table.text == """
                A          LONG  C
                1          2     3
                wide cell
                  more
                           x     y
                """)
    }

    @Test("a table without rows is its header")
    func empty() {
        #expect(TextTable(header: ["A", "B"]).text == "A  B")
    }
}
