import Foundation

/// The seeds that lie in the repository, a directory for each target.
enum FuzzCorpus {
    private static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Corpus")

    static func directory(_ target: FuzzTarget) -> URL {
        path.appendingPathComponent(target.rawValue)
    }

    /// By their names' order.
    static func seeds(_ target: FuzzTarget) throws -> [(name: String, bytes: [UInt8])] {
        let directory = directory(target)
        return try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted().map {
            ($0, try Array(Data(contentsOf: directory.appendingPathComponent($0))))
        }
    }
}

extension FuzzTarget {
    /// What its reader knows, for the mutators.
    var words: [String] {
        switch self {
        case .sqlFile, .tokenizer:
            [
                "-- migrate:up\n", "-- migrate:down\n", "-- migrate:batch table:t\n",
                "-- migrate:verify x\n", "-- migrate:restore\n", "-- migrate:", "\n--migrate:up",
                " transaction:false", " foreign_keys:off", " table:", " key:\"a b\",c", " chunk:5",
                ":chunk", ":first", ":last_a", ":x", "?1", "@a", "$a(b)", "\n", "\r\n", "\r", "\t",
                ";", "--", "/*", "*/", "'", "''", "\"", "`", "[", "]", "x'", "0x1F", "1e5", "\0",
                "\u{B}", "\u{FEFF}", "é", "e\u{301}", "SELECT ", " FROM t ", "BEGIN", "END",
                "COMMIT;",
                "VACUUM;", "PRAGMA foreign_keys=1;", "CREATE TRIGGER ", "INSERT INTO ", "ATTACH",
            ]
        case .chunk: ["\u{1}", "\u{2}", "\u{3}", "\u{1}t\u{1}\u{2}id", "\u{7F}", "+49", "\u{0}"]
        case .snapshot, .rowSnapshot:
            [
                "\"format\":1", "\"format\":2", "\"page_size\":", "\"page_count\":", "1e300", "-1",
                "9223372036854775807", "null", "[]", "{}", "\"\\ud800\"", "\"history\":",
                "\"version\":", "\"run_id\":", "\u{0}", "(\u{B5}/\u{FD}", "P*M\u{18}", "^*M\u{18}",
            ]
        }
    }
}
