import GRDBSQLite

/// A call that SQLite makes to the system, on a file that is watched.
struct FileCall {
    enum Kind: String, Sendable, Hashable, CaseIterable {
        case open, read, write, truncate, synchronize, size, close, delete, exists
        case lock, unlock, checkLock
        case mapMemory, lockMemory, unlockMemory
        /// Lets go of pages that were mapped into memory.
        case forget
    }

    let kind: Kind
    let path: String
    /// Of `read`, `write` and `forget`: where; of `truncate`: to how many bytes; of `lockMemory` and
    /// `unlockMemory`: which lock.
    var offset = 0
    /// Of `write`; valid during the call.
    var bytes = UnsafeRawBufferPointer(start: nil, count: 0)
    /// Of `open`: the file was not there before.
    var isNew = false
    /// Of `delete`: the directory is made durable after it; of the first `synchronize` of a new journal too.
    var synchronizesDirectory = false
}

/// What looks on as files are used, and may fail a call.
protocol FileWatcher: Sendable {
    /// Before a call.
    ///
    /// - Returns: what SQLite is told in its place (<https://sqlite.org/rescode.html>); nil lets it be made.
    func failure(of call: FileCall) -> Int32?

    /// As a call begins, for one that makes something durable, else when it is done.
    func note(_ call: FileCall)
}

extension FileWatcher {
    func failure(of call: FileCall) -> Int32? { nil }
    func note(_ call: FileCall) {}

    func perform(_ call: FileCall, _ body: () -> Int32) -> Int32 {
        if let code = failure(of: call) { return code }
        // What is written beside it is not made durable by it for sure.
        if call.kind == .synchronize { note(call) }
        let code = body()
        if code == SQLITE_OK, call.kind != .synchronize { note(call) }
        return code
    }
}
