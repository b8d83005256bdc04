import Foundation
import GRDBSQLite
import Stopover

/// A process for tests to kill, or to keep short of memory.
@main
enum FaultRun {
    /// So many bytes are what SQLite has in this process.
    static let heapLimitVariable = "STOPOVER_HEAP_LIMIT"
    /// How the process ends where the migrator threw an error of its type, and where it threw another.
    static let failure: Int32 = 1
    static let foreignFailure: Int32 = 2

    /// The file beside the database that has the number of the process that `orphan` leaves behind.
    static let childSuffix = "-child"

    static func main() {
        do {
            let command = try FaultCommand(CommandLine.arguments.dropFirst())
            limitHeap()
            try command.run()
            if command.tellsMemory { print(sqlite3_memory_highwater(0)) }
        } catch {
            let code = (error as? MigrationError)?.code.rawValue
            try? FileHandle.standardError.write(
                contentsOf: Data("\(code ?? "\(type(of: error))") \(error)\n".utf8))
            exit(code == nil ? foreignFailure : failure)
        }
    }

    private static func limitHeap() {
        let environment = ProcessInfo.processInfo.environment
        guard let limit = environment[heapLimitVariable].flatMap(Int64.init) else { return }
        sqlite3_hard_heap_limit64(limit)
    }
}
