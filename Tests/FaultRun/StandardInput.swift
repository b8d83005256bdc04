import Foundation
import Synchronization

/// Whether somebody still holds the other end of the pipe: who starts a process ends it by closing that.
final class StandardInput: Sendable {
    private let isAtEnd = Mutex(false)

    init() {
        Thread.detachNewThread { [self] in
            _ = try? FileHandle.standardInput.readToEnd()
            isAtEnd.withLock { $0 = true }
        }
    }

    var isOpen: Bool { isAtEnd.withLock { !$0 } }
}
