import Synchronization

@testable import Stopover

/// Writes down all that changes the files of a directory: what SQLite does, and what snapshots do.
final class DiskRecorder: FileWatcher {
    private struct State {
        var changes: [Disk.Change] = []
        /// Files that are written under a temporary name.
        var partial: Set<String> = []
    }

    private let state = Mutex(State())

    var changes: [Disk.Change] { state.withLock(\.changes) }

    func note(_ call: FileCall) {
        switch call.kind {
        case .open where call.isNew: append(.make(call.path))
        case .write: append(.write(call.path, Array(call.bytes), at: call.offset))
        case .truncate: append(.truncate(call.path, to: call.offset))
        case .synchronize: append(.synchronize(call.path))
        case .delete: append(.remove(call.path))
        default: return
        }
        if call.synchronizesDirectory {
            append(.synchronizeNames(in: FileSystem.directory(call.path)))
        }
    }

    @Sendable func note(_ call: Directory.Call) {
        switch call {
        case .make(let path):
            state.withLock { _ = $0.partial.insert(path) }
            append(.make(path))
        case .write(let path, let bytes, let offset):
            append(.write(current(path), Array(bytes), at: offset))
        case .truncate(let path, let size): append(.truncate(current(path), to: size))
        case .synchronize(let path): append(.synchronize(current(path)))
        case .publish(let old, let new):
            state.withLock { _ = $0.partial.remove(old) }
            append(.rename(old, to: new))
        case .remove(let path):
            state.withLock { _ = $0.partial.remove(path) }
            append(.remove(path))
        case .synchronizeDirectory(let path): append(.synchronizeNames(in: path))
        }
    }

    /// What a file of the snapshots is called while it is written.
    private func current(_ path: String) -> String {
        let partial = Directory.partialName(path)
        return state.withLock { $0.partial.contains(partial) } ? partial : path
    }

    private func append(_ change: Disk.Change) {
        state.withLock { $0.changes.append(change) }
    }
}
