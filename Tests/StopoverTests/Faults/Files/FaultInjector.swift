import Foundation
import GRDBSQLite
import Synchronization

@testable import Stopover

/// What may go wrong with a call to the system.
enum Fault: String, Sendable, CaseIterable {
    case full, failing, shortRead, busy, outOfMemory

    /// What SQLite is told in place of the call (<https://sqlite.org/rescode.html>); nil of a call that does
    /// not fail in this way.
    fileprivate func code(of call: FileCall) -> Int32? {
        switch (self, call.kind) {
        case (.full, .write): SQLITE_FULL
        case (.failing, .open): SQLITE_CANTOPEN
        case (.failing, .read): extended(1)
        case (.failing, .write): extended(3)
        case (.failing, .synchronize): extended(4)
        case (.failing, .truncate): extended(6)
        case (.failing, .size): extended(7)
        case (.failing, .unlock): extended(8)
        case (.failing, .delete): extended(10)
        case (.failing, .exists): extended(13)
        case (.failing, .checkLock): extended(14)
        case (.failing, .lock): extended(15)
        case (.failing, .lockMemory): extended(20)
        case (.failing, .mapMemory): extended(21)
        case (.shortRead, .read): extended(2)
        case (.busy, .lock), (.busy, .lockMemory): SQLITE_BUSY
        case (.outOfMemory, .read), (.outOfMemory, .write), (.outOfMemory, .open),
            (.outOfMemory, .lock), (.outOfMemory, .mapMemory):
            extended(12)
        default: nil
        }
    }

    private func extended(_ number: Int32) -> Int32 { SQLITE_IOERR | number << 8 }

    /// What the system says to a call of the snapshots.
    fileprivate func code(of call: Directory.Call) -> Int32? {
        switch (self, call) {
        case (.full, .make), (.full, .write), (.full, .publish): ENOSPC
        case (.failing, _): EIO
        default: nil
        }
    }
}

/// Fails one call, or all from that on.
final class FaultInjector: FileWatcher {
    private struct State {
        /// Calls that the fault can hit, while they are counted.
        var calls = 0
        var hits = 0
        var isActive = false
    }

    private let fault: Fault
    private let number: Int
    private let isLasting: Bool
    private let onHit: @Sendable () -> Void
    private let state = Mutex(State())

    /// - Parameters:
    ///   - number: of the call that fails, from 0 on; nil only counts.
    ///   - isLasting: all others after it fail as well.
    init(
        _ fault: Fault, at number: Int?, isLasting: Bool = false,
        onHit: @escaping @Sendable () -> Void = {}
    ) {
        self.fault = fault
        self.number = number ?? .max
        self.isLasting = isLasting
        self.onHit = onHit
    }

    var calls: Int { state.withLock(\.calls) }
    var hits: Int { state.withLock(\.hits) }

    /// Counts and fails calls from here on.
    func begin() { state.withLock { $0.isActive = true } }

    func end() { state.withLock { $0.isActive = false } }

    private func isHit() -> Bool {
        let isHit = state.withLock { state in
            guard state.isActive else { return false }
            defer { state.calls += 1 }
            let isHit = state.calls == number || isLasting && state.calls > number
            state.hits += isHit ? 1 : 0
            return isHit
        }
        if isHit { onHit() }
        return isHit
    }

    func failure(of call: FileCall) -> Int32? {
        guard let code = fault.code(of: call), isHit() else { return nil }
        // Nobody holds the lock, so that to wait for it is in vain.
        if code == SQLITE_BUSY { WatchedFileSystem.passOverNextSleep() }
        return code
    }

    @Sendable func fail(_ call: Directory.Call) throws {
        guard let code = fault.code(of: call), isHit() else { return }
        throw FileSystem.Failure(path: "\(call)", code: code)
    }
}
