import Foundation

/// A thread that does what it is given, one after the other, for as long as somebody holds on to it.
///
/// In place of a queue, whose work moves from thread to thread: allocators keep a heap for each of them, and
/// what is freed in one is no use in the next.
final class WorkThread: Sendable {
    private let work = Work()

    init(name: String) {
        let thread = Thread { [work] in work.run() }
        thread.name = name
        thread.qualityOfService = .userInitiated
        thread.start()
    }

    deinit {
        work.end()
    }

    func begin(_ body: @escaping @Sendable () -> Void) {
        work.add(body)
    }

    /// Waits until all that it was given is done.
    func wait() {
        work.wait()
    }
}

/// What is to be done.
///
/// It is `@unchecked` because all of it is used under the condition's lock.
private final class Work: @unchecked Sendable {
    private let condition = NSCondition()
    /// As many as a chunk has parts at most.
    private var waiting: [@Sendable () -> Void] = []
    private var isBusy = false
    private var isEnded = false

    func add(_ body: @escaping @Sendable () -> Void) {
        condition.withLock {
            waiting.append(body)
            condition.broadcast()
        }
    }

    func end() {
        condition.withLock {
            isEnded = true
            condition.broadcast()
        }
    }

    func wait() {
        condition.withLock {
            while isBusy || !waiting.isEmpty { condition.wait() }
        }
    }

    func run() {
        while let body = next() { body() }
    }

    /// Waits for something to do.
    ///
    /// - Returns: nil at the end.
    private func next() -> (@Sendable () -> Void)? {
        condition.withLock {
            isBusy = false
            condition.broadcast()
            while waiting.isEmpty, !isEnded { condition.wait() }
            guard !waiting.isEmpty else { return nil }
            isBusy = true
            return waiting.removeFirst()
        }
    }
}
