import GRDB
import Testing

@testable import ContactsDemo

struct NormalizedEmailTests {
    private static let cases: [(String?, String?)] = [
        (nil, nil),
        ("", nil),
        ("   ", nil),
        ("see notes", nil),
        ("@example.org", nil),
        ("@", nil),
        ("a@", "a@"),
        ("a@b@c", "a@b@c"),
        ("anna@example.org", "anna@example.org"),
        ("Anna@EXAMPLE.org", "anna@example.org"),
        ("  anna@example.org ", "anna@example.org"),
        ("\tanna@example.org\u{A0}\r\n", "anna@example.org"),
        ("an na@example.org", "an na@example.org"),
        // Only ASCII changes case, and only these kinds of white space go.
        ("MÜLLER@EXAMPLE.ORG", "mÜller@example.org"),
        ("ΑΝΝΑ@example.org", "ΑΝΝΑ@example.org"),
        ("\u{2003}anna@example.org", "\u{2003}anna@example.org"),
        ("\u{B}anna@example.org", "\u{B}anna@example.org"),
        ("@anna@example.org", nil),
        (" @", "@"),
        ("É@x", "É@x"),
        ("E\u{301}@x", "e\u{301}@x"),
        ("𝔘ser@X", "𝔘ser@x"),
    ]

    @Test(arguments: cases)
    func trimsAndLowersASCII(email: String?, normalized: String?) {
        #expect(Value(normalizedEmail(email)) == Value(normalized))
    }

    /// The oracle's rule and the migration's, which have no code in common.
    @Test(arguments: cases)
    func agreesWithTheMigrationsSQL(email: String?, normalized: String?) throws {
        let stored = try DatabaseQueue().read { db in
            try DatabaseValue.fetchOne(
                db,
                sql: """
                    SELECT CASE WHEN instr(:email, '@') > 1
                        THEN lower(trim(:email, char(9, 10, 13, 32, 160))) END
                    """, arguments: ["email": email])
        }
        #expect(Value(try #require(stored)) == Value(normalized))
    }
}
