import Testing

@testable import StopoverCLI

@Suite struct SingleLineTests {
    @Test(
        "white space and control characters become one space",
        arguments: [
            ("", ""), ("a b", "a b"), ("  a\n\t b\r\n", "a b"), ("a\u{1B}[2Jb", "a [2Jb"),
            ("a\0\u{7}b", "a b"), ("é 名\u{85}x", "é 名 x"),
        ])
    func singleLine(_ text: String, line: String) {
        #expect(text.singleLine == line)
    }

    @Test(
        "what is too long ends in an ellipsis",
        arguments: [
            ("abc", 4, "abc"), ("abc", 3, "abc"), ("abc", 2, "a…"), ("abc", 1, "…"), ("abc", 0, ""),
            ("", 0, ""), ("名前は", 2, "名…"),
        ])
    func truncated(_ text: String, width: Int, shown: String) {
        #expect(text.truncated(to: width) == shown)
    }
}
