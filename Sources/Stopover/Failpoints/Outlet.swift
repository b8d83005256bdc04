#if DEBUG
    import Synchronization
#endif

/// Where the engine tells people or programs something: tests plant values and keys in rows, and look for them
/// in all of it.
package enum Outlet: String, Sendable, CaseIterable {
    case error, event, report, log

    /// Stands in rows alone.
    package static let planted = "pl4nted"
    private static let plantedInHex = planted.utf8.map { String($0, radix: 16) }.joined()

    /// Whether what is planted stands in the text, as it is or as SQL writes a blob.
    package static func showsPlanted(_ text: String) -> Bool {
        let text = text.lowercased()
        return text.contains(planted) || text.contains(plantedInHex)
    }

    /// Calls `onText` with each text from now on. In a release build there is nothing of it.
    package static func watch(_ onText: @escaping @Sendable (Outlet, _ text: String) -> Void) {
        #if DEBUG
            watcher.withLock { $0 = onText }
        #endif
    }

    /// Shows `value` to who watches, and gives it back.
    @inline(__always) @discardableResult
    package func tell<Value>(_ value: Value) -> Value {
        #if DEBUG
            if let onText = Self.watcher.withLock(\.self) { onText(self, "\(value)") }
        #endif
        return value
    }

    #if DEBUG
        private static let watcher = Mutex<(@Sendable (Outlet, String) -> Void)?>(nil)
    #endif
}
