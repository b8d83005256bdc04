import Testing

@testable import StopoverCLI

@Suite struct ShellQuotedTests {
    @Test(
        "what a shell would read otherwise is quoted",
        arguments: [
            ("contacts.db", "contacts.db"), ("/srv/a-b_c/é.db", "/srv/a-b_c/é.db"),
            ("sqlite:a%20b", "sqlite:a%20b"), ("", "''"), ("a b", "'a b'"), ("$HOME", "'$HOME'"),
            ("it's", #"'it'\''s'"#), ("a;b", "'a;b'"), ("~", "'~'"), ("a\nb", "'a\nb'"),
        ])
    func quoted(_ text: String, word: String) {
        #expect(text.shellQuoted == word)
    }
}
