import BenchmarkSupport
import Foundation
import GRDB
import Synchronization

/// A small contacts database, and fresh copies of it.
struct Fixture {
    private static let directories = Mutex<[String]>([])
    private let directory: String

    /// - Parameter prepare: changes the database that is copied.
    init(rows: Int, _ prepare: (String) throws -> Void) throws {
        directory = FileManager.default.temporaryDirectory.path + "/stopover-suites-\(UUID())"
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: false)
        Self.directories.withLock { [directory] in $0.append(directory) }
        try Contacts.make(at: base, rows: rows)
        try prepare(base)
    }

    /// Removes what all fixtures of this process have made.
    static func removeAll() throws {
        let made = directories.withLock { directories in
            defer { directories = [] }
            return directories
        }
        for path in made {
            try FileManager.default.removeItem(atPath: path)
        }
    }

    private var base: String { directory + "/base.sqlite" }

    /// A copy in place of the one before.
    func copy() throws -> String {
        let path = directory + "/contacts.sqlite"
        try DatabaseCopy.make(of: base, at: path)
        return path
    }

    /// A bare `UPDATE` of all phones, on a copy of its own: what `time` measures of it.
    func bareUpdate(timed time: (() throws -> Void) throws -> Double) throws -> Double {
        let path = try copy()
        return try time { try BenchmarkSupport.bareUpdate(path) }
    }
}
