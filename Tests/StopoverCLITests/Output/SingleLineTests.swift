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
        "control characters but line ends are left out of what is printed, and spaces stay",
        arguments: [
            ("", ""), ("a  b\n  c", "a  b\n  c"), ("a\u{1B}[2Jb\t\r\n", "a [2Jb  \n"),
            ("e\u{301}\0\u{9B}x", "e\u{301}  x"),
        ])
    func printable(_ text: String, printed: String) {
        #expect(text.printable == printed)
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
