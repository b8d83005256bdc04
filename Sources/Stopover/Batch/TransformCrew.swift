import Foundation

/// Calls a transform's closure, on several threads where it is slow and the machine has cores.
///
/// Each has a closure of its own, and with it what `using:` makes. What they make of their parts of a page is put
/// together in the order of the rows.
final class TransformCrew {
    /// From here on a row is worth a thread's while; SQLite writes one in less.
    static let slowRow: Duration = .microseconds(4)
    /// Fewer rows say little of the others.
    static let leastRowCount = 100
    static let sizeLimit = 8

    private let work: PageTransform
    private let make: RowTransform.Maker
    private let sizeLimit: Int
    private let first: RowTransform.Body
    private var others: [Member] = []

    /// - Parameter sizeLimit: so many threads at most, this one included.
    init(
        _ work: PageTransform, _ make: @escaping RowTransform.Maker,
        sizeLimit: Int = min(sizeLimit, ProcessInfo.processInfo.activeProcessorCount)
    ) throws {
        (self.work, self.make, self.sizeLimit) = (work, make, sizeLimit)
        first = try make()
    }

    var noRows: TransformedRows { work.noRows }
    /// Threads that are at work, this one included.
    var size: Int { others.count + 1 }

    func transform(_ page: Page, into rows: inout TransformedRows) throws {
        let start = ContinuousClock.now
        let parts = parts(of: page.rowCount)
        for (member, part) in zip(others, parts.dropFirst()) { member.begin(page, part, work) }
        let own = Result { try work.run(page, parts[0], first, into: &rows) }
        // Of several that failed, the first row's error is told, as ever.
        let results = others.prefix(parts.count - 1).map { $0.wait() }
        try own.get()
        for result in results { rows.append(try result.get()) }
        try grow(after: ContinuousClock.now - start, rowCount: page.rowCount)
    }

    /// Equal parts, one for each thread; the first is at least as large as the others, and there may be no other.
    private func parts(of rowCount: Int) -> [Range<Int>] {
        let size = max(1, (rowCount + others.count) / (others.count + 1))
        let starts = stride(from: 0, to: max(1, rowCount), by: size)
        return starts.map { $0..<min($0 + size, rowCount) }
    }

    static func isSlow(_ time: Duration, rowCount: Int) -> Bool {
        rowCount >= leastRowCount && time / rowCount >= slowRow
    }

    private func grow(after time: Duration, rowCount: Int) throws {
        guard others.isEmpty, Self.isSlow(time, rowCount: rowCount) else { return }
        for _ in 1..<max(1, sizeLimit) { others.append(Member(try make())) }
    }
}

/// A thread of the crew.
///
/// It is `@unchecked` because the closure and the outcome are used on the thread, and the outcome by others once
/// that is through.
private final class Member: @unchecked Sendable {
    private let thread = WorkThread(name: "stopover.transform")
    private let body: RowTransform.Body
    private var outcome: Result<TransformedRows, any Error>?

    init(_ body: @escaping RowTransform.Body) {
        self.body = body
    }

    func begin(_ page: Page, _ range: Range<Int>, _ work: PageTransform) {
        thread.begin { [self] in
            outcome = Result {
                var rows = work.noRows
                try work.run(page, range, body, into: &rows)
                return rows
            }
        }
    }

    /// Waits for what was begun.
    func wait() -> Result<TransformedRows, any Error> {
        thread.wait()
        defer { outcome = nil }
        return outcome ?? .failure(CancellationError())
    }
}
