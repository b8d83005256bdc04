import GRDB
import Testing

@testable import Stopover

struct FoldedNameTests {
    @Test(arguments: [
        ("a", "A", true), ("Zebra", "zEBRA", true), ("[", "{", false), ("@", "`", false),
        ("é", "É", false), ("é", "e\u{301}", false), ("İ", "i", false), ("\u{212a}", "k", false),
        ("", "", true), ("a", "b", false), ("a\"", "A\"", true),
    ])
    func namesAreTheSameWhereSQLiteTakesThemForTheSame(
        _ a: String, _ b: String, _ same: Bool
    ) throws {
        #expect((FoldedName(a) == FoldedName(b)) == same)
        guard !a.isEmpty else { return }
        // What SQLite itself says: a table can't have the same column twice.
        let isRefused =
            (try? memory("CREATE TABLE t (\(quoted(a)), \(quoted(b)))")) == nil
        #expect(isRefused == same)
    }
}
