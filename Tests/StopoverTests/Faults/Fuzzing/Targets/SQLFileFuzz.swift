@testable import Stopover

/// The parser of SQL files: it reads a text or refuses it with file and line; what it reads is the same
/// the next time, and whatever its comments, white space and line ends are; what it understood can be
/// written down for the history and read again.
enum SQLFileFuzz {
    private static let file = "001_fuzz.sql"

    static func run(_ input: UnsafeRawBufferPointer) throws -> FuzzTarget.Ending {
        // What is not UTF-8 never comes to the parser.
        guard let text = String(validating: input, as: UTF8.self) else { return .refused }
        let parsed: SQLFile
        do {
            parsed = try SQLFile.parse(text, file: file)
        } catch let error as MigrationError {
            try check(error, of: text)
            return .refused
        }
        let checksum = checksum(parsed.up)
        let again = try SQLFile.parse(text, file: file)
        try FuzzFailure.unless(
            Self.checksum(again.up) == checksum && again.description == parsed.description
                && Self.checksum(again.down) == Self.checksum(parsed.down),
            "it was read in two ways")
        if let respelt = respelt(text) {
            let other = try SQLFile.parse(respelt, file: file)
            try FuzzFailure.unless(
                Self.checksum(other.up) == checksum,
                "comments, white space or line ends changed the checksum:\n\(respelt)")
            try FuzzFailure.unless(
                Self.checksum(other.down) == Self.checksum(parsed.down), "down is another one")
        }
        try checkHistory(parsed)
        return .read
    }

    private static func checksum(_ operations: [Operation]) -> String {
        Checksum.of(operations: operations, revision: 1, foreignKeys: .checked)
    }

    /// It names the file, a line of it, and what to do.
    private static func check(_ error: MigrationError, of text: String) throws {
        try FuzzFailure.unless(error.code == .invalidFile, "the error's code is \(error.code)")
        try FuzzFailure.unless(error.hint?.isEmpty == false, "there is no hint: \(error)")
        let lineCount = text.utf8.count { $0 == UInt8(ascii: "\n") } + 1
        let place = error.message.split(separator: ":", maxSplits: 2)
        let line = place.count == 3 && place[0] == file ? Int(place[1]) : nil
        try FuzzFailure.unless(
            line.map { (1...lineCount).contains($0) } == true,
            "the error names no line of the file, which has \(lineCount): \(error)")
    }

    /// Every step of a file can be said in SQL, but where a line of it would read as a directive.
    private static func checkHistory(_ parsed: SQLFile) throws {
        for (direction, operations) in [(Direction.up, parsed.up), (.down, parsed.down)] {
            guard let stored = StepsText.render(operations, direction: direction) else { continue }
            let read = try StepsText.parse(stored, direction: direction)
            try FuzzFailure.unless(
                checksum(read) == checksum(operations), "the history keeps other steps:\n\(stored)")
        }
    }

    /// The text with other comments, white space and line ends; nil where SQLite refuses a token, or would
    /// where a section begins with it: a vertical tab is white space behind another alone.
    private static func respelt(_ text: String) -> String? {
        guard !text.unicodeScalars.contains("\u{0B}") else { return nil }
        var result = ""
        var isLineStart = true
        for token in SQLTokenizer(text) {
            switch token.kind {
            case .unknown: return nil
            case .whiteSpace:
                result += token.text.unicodeScalars.contains("\n") ? "\t\r\n\n  " : " \(token.text)"
            case .blockComment: result += "/* another\r\n-- one; */"
            case .lineComment where isLineStart && SQLDirective(comment: token.text) != nil:
                result += token.text + "\r"
            case .lineComment: result += "-- another; '"
            default: result += token.text + " /* ' */ "
            }
            isLineStart =
                token.kind == .whiteSpace
                && (isLineStart || token.text.unicodeScalars.contains("\n"))
        }
        return result
    }
}
