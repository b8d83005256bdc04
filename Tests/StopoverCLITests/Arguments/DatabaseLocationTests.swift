import Testing

@testable import StopoverCLI

@Suite struct DatabaseLocationTests {
    @Test(
        "a path is taken as it is",
        arguments: [
            "contacts.db", "./contacts.db", "../a b.db", "/srv/contacts.db", "./sqlite:x.db",
            "100%.db", "what?.db", "a#b.db", "1:2.db", "dir/a:b.db", "名前.db", " .db", "-",
            "//srv//a.db",
        ])
    func plainPath(_ text: String) throws {
        #expect(try DatabaseLocation(text).path == text)
    }

    @Test(
        "a URL's path is found, whichever of the three schemes it has",
        arguments: ["sqlite", "sqlite3", "file", "SQLite", "FILE"],
        [
            (":contacts.db", "contacts.db"),
            (":./contacts.db", "./contacts.db"),
            (":../db/contacts.db", "../db/contacts.db"),
            (":/srv/contacts.db", "/srv/contacts.db"),
            (":///srv/contacts.db", "/srv/contacts.db"),
            (":////srv/contacts.db", "/srv/contacts.db"),
            (":my%20contacts.db", "my contacts.db"),
            (":/srv/100%25.db", "/srv/100%.db"),
            (":///srv/%E5%90%8d.db", "/srv/名.db"),
            (":what%3F%23.db", "what?#.db"),
            (":a:b.db", "a:b.db"),
        ])
    func url(scheme: String, rest: (written: String, path: String)) throws {
        #expect(try DatabaseLocation(scheme + rest.written).path == rest.path)
    }

    @Test(
        "what follows sqlite:// is a relative path",
        arguments: [
            ("sqlite://contacts.db", "contacts.db"),
            ("sqlite3://db/contacts.db", "db/contacts.db"),
            ("sqlite://localhost/contacts.db", "localhost/contacts.db"),
        ])
    func relative(written: String, path: String) throws {
        #expect(try DatabaseLocation(written).path == path)
    }

    @Test(
        "what follows file:// is this host",
        arguments: ["file:///srv/a.db", "file://localhost/srv/a.db", "file://LOCALHOST/srv/a.db"])
    func localHost(_ url: String) throws {
        #expect(try DatabaseLocation(url).path == "/srv/a.db")
    }

    @Test("another host is refused")
    func otherHost() {
        expect(
            "file://server/a.db",
            """
            'file://server…' names a file of the host 'server'. \
            Write file:server… for a relative path, file:///… for an absolute one.
            """)
    }

    @Test(
        "another scheme is refused, never taken for a file's name",
        arguments: [
            ("postgres://user:secret@host/db", "postgres"), ("mysql:x", "mysql"),
            ("https://x/y.db", "https"), ("C:/x.db", "c"), ("s3+x.y-z:db", "s3+x.y-z"),
            ("libsql://x", "libsql"), ("sqlite4:x", "sqlite4"),
        ])
    func otherScheme(url: String, scheme: String) {
        expect(
            url,
            """
            '\(scheme):' is not a database that SQLite opens. Write sqlite:PATH; \
            a file of that name is ./\(scheme):….
            """)
    }

    @Test(
        "a query and a fragment are refused without showing them",
        arguments: [
            ("sqlite:a.db?mode=ro", "?", "%3F"), ("file:///a.db?key=secret", "?", "%3F"),
            ("sqlite:a.db#x?y", "#", "%23"), ("sqlite://?x", "?", "%3F"),
        ])
    func query(url: String, mark: String, escape: String) {
        expect(
            url,
            """
            A database URL can't have a query or a fragment. \
            In a file's name '\(mark)' is written \(escape).
            """)
    }

    @Test(
        "a wrong percent escape is refused",
        arguments: [
            "sqlite:a%", "sqlite:a%2", "sqlite:a%2x", "sqlite:a%x2", "sqlite:100%.db",
            "sqlite:%ff.db", "sqlite:%+1.db",
        ])
    func escape(_ url: String) {
        expect(
            url,
            """
            '\(url)' has a % that two hexadecimal digits don't follow, or is not UTF-8. \
            A % in a file's name is written %25.
            """)
    }

    @Test("an empty path is refused", arguments: ["", "sqlite:", "sqlite://", "file://localhost"])
    func empty(_ text: String) {
        expect(text, "The database's path is empty.")
    }

    @Test("a database in memory is refused", arguments: [":memory:", "sqlite::memory:"])
    func memory(_ text: String) {
        expect(text, "A database in memory is gone when this command ends: name a file.")
    }

    @Test("a NUL is refused", arguments: ["a\0b", "sqlite:a%00b"])
    func nul(_ text: String) {
        expect(text, "The database's path has a NUL in it.")
    }

    private func expect(
        _ text: String, _ message: String, at location: SourceLocation = #_sourceLocation
    ) {
        #expect(
            throws: DatabaseLocation.Invalid(description: message), sourceLocation: location
        ) {
            try DatabaseLocation(text)
        }
    }
}
