/// Where the database is, from a path or a URL.
///
/// | written | path |
/// |---|---|
/// | `contacts.db`, `./a:b.db`, `/srv/contacts.db` | as it is |
/// | `sqlite:contacts.db`, `sqlite://contacts.db` | `contacts.db` |
/// | `sqlite:/srv/contacts.db`, `sqlite:///srv/contacts.db` | `/srv/contacts.db` |
///
/// `sqlite3:` and `file:` are read in the same way, but that what follows `file://` is a host
/// (RFC 8089), so it must be empty or `localhost`. In URLs `%20` stands for a space. Anything else
/// that looks like a URL is refused rather than taken for a file's name.
struct DatabaseLocation: Hashable, Sendable {
    let path: String

    /// Why a text names no database.
    struct Invalid: Error, Hashable, CustomStringConvertible {
        let description: String
    }

    init(_ text: String) throws {
        if let colon = Self.schemeEnd(of: text) {
            let scheme = text[..<colon].lowercased()
            guard ["sqlite", "sqlite3", "file"].contains(scheme) else {
                throw Invalid(
                    description: """
                        '\(scheme):' is not a database that SQLite opens. Write sqlite:PATH; \
                        a file of that name is ./\(scheme):….
                        """)
            }
            path = try Self.path(ofURL: text, scheme: scheme, text[text.index(after: colon)...])
        } else {
            path = text
        }
        guard !path.isEmpty else { throw Invalid(description: "The database's path is empty.") }
        guard !path.utf8.contains(0) else {
            throw Invalid(description: "The database's path has a NUL in it.")
        }
        guard path != ":memory:" else {
            throw Invalid(
                description: "A database in memory is gone when this command ends: name a file.")
        }
    }

    /// The colon after what RFC 3986 calls a scheme: a letter, then letters, digits, `+`, `-`, `.`.
    private static func schemeEnd(of text: String) -> String.Index? {
        guard let colon = text.firstIndex(of: ":"), let first = text.first else { return nil }
        let isScheme =
            first.isASCII && first.isLetter
            && text[..<colon].allSatisfy {
                $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0))
            }
        return isScheme ? colon : nil
    }

    private static func path(ofURL url: String, scheme: String, _ rest: Substring) throws -> String
    {
        // The message leaves out what follows: queries may carry keys.
        if let mark = rest.first(where: { "?#".contains($0) }) {
            throw Invalid(
                description: """
                    A database URL can't have a query or a fragment. \
                    In a file's name '\(mark)' is written \(mark == "?" ? "%3F" : "%23").
                    """)
        }
        var path = rest
        if path.hasPrefix("//") {
            path = path.dropFirst(2)
            if scheme == "file" { path = try withoutHost(path) }
        }
        guard let decoded = percentDecoded(path) else {
            throw Invalid(
                description: """
                    '\(url)' has a % that two hexadecimal digits don't follow, or is not UTF-8. \
                    A % in a file's name is written %25.
                    """)
        }
        // sqlite:////srv/contacts.db is how some tools write an absolute path.
        return decoded.hasPrefix("//") ? "/" + decoded.drop { $0 == "/" } : decoded
    }

    private static func withoutHost(_ path: Substring) throws -> Substring {
        let host = path.prefix { $0 != "/" }
        guard host.isEmpty || host.lowercased() == "localhost" else {
            throw Invalid(
                description: """
                    'file://\(host)…' names a file of the host '\(host)'. \
                    Write file:\(host)… for a relative path, file:///… for an absolute one.
                    """)
        }
        return path.dropFirst(host.count)
    }

    private static func percentDecoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(hexDigit),
                let low = rest.popFirst().flatMap(hexDigit)
            else { return nil }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        Character(Unicode.Scalar(byte)).hexDigitValue.map(UInt8.init)
    }
}
