import GRDB

/// Reads the next chunk on a connection of its own while the writer is at work on the one before.
///
/// What it read is exact where nothing but the batch wrote since (``Contention/moves``): the batch's own
/// chunks change only rows of their own range.
///
/// It is `@unchecked` because `pager`, `work` and `connection` are used on `thread` alone, and the rest by
/// the writer.
final class ReadAhead: @unchecked Sendable {
    private let thread = WorkThread(name: "stopover.read-ahead")
    private let connection: DatabaseQueue
    private let pager: Pager
    private let work: any ChunkWork
    private var asked: Asked?

    /// What is read just now.
    private struct Asked {
        let next: NextChunk
        let moves: Int
        let answer: Answer
    }

    /// It is `@unchecked` because it is written on the thread, and read by the writer once that is through.
    private final class Answer: @unchecked Sendable {
        var reading: ChunkReading?
    }

    /// - Parameters:
    ///   - connection: its own, which can only read.
    ///   - keepsOld: pre-images are kept.
    init(_ plan: BatchPlan, _ connection: DatabaseQueue, keepsOld: Bool) throws {
        self.connection = connection
        pager = Pager(plan: plan)
        work = try plan.makeWork(keepsOld: keepsOld)
    }

    /// Begins to read a chunk.
    ///
    /// - Parameter moves: how often others were seen to write, before it is read.
    func begin(_ next: NextChunk, moves: Int) {
        let answer = Answer()
        thread.begin { [self] in
            // What fails here is done again by the writer, and fails there.
            answer.reading = try? connection.readWhole { try work.read($0, next, pager) }
        }
        asked = Asked(next: next, moves: moves, answer: answer)
    }

    /// Waits for the chunk behind `previous`.
    ///
    /// - Returns: nil where another one was asked for, or reading failed.
    func take(after previous: [StoredValue]?) -> (reading: ChunkReading, moves: Int)? {
        guard let asked else { return nil }
        self.asked = nil
        thread.wait()
        guard asked.next.previous == previous, let reading = asked.answer.reading else {
            return nil
        }
        return (reading, asked.moves)
    }

    /// Waits until nothing is read any more.
    func finish() {
        _ = take(after: nil)
    }
}
