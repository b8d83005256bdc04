import GRDB
import Synchronization

/// Counts a table's rows on a connection of its own while the writer is at work on the first of them.
final class RowCounter: Sendable {
    /// Fewer are counted sooner than a connection is opened.
    static let least = 20_000

    private let connection: DatabaseQueue
    private let answer = Mutex<Int?>(nil)
    private let thread = WorkThread(name: "stopover.row-counter")

    init(_ pager: Pager, _ connection: DatabaseQueue) {
        self.connection = connection
        thread.begin { [self] in
            // Where it fails, nothing but the progress lacks it.
            let rowCount = try? connection.readWhole(pager.rowCount)
            answer.withLock { $0 = rowCount }
        }
    }

    /// Nil until it is known.
    var rowCount: Int? { answer.withLock(\.self) }

    func wait() { thread.wait() }

    /// Counts no further.
    func finish() {
        connection.interrupt()
        wait()
    }
}
