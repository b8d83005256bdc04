import Foundation

@testable import ContactsDemo

extension RunEvent {
    /// - Parameter seconds: since the run began.
    static func make(
        _ event: String, at seconds: Double = 0, version: String? = "003",
        name: String? = "normalize_phones", resumed: Bool? = nil, rowsDone: Int? = nil,
        rowsTotal: Int? = nil, chunkRows: Int? = nil, activeSeconds: Double? = nil,
        message: String? = nil, hint: String? = nil
    ) -> RunEvent {
        RunEvent(
            event: event, time: Date(timeIntervalSince1970: seconds), version: version, name: name,
            resumed: resumed, rowsDone: rowsDone, rowsTotal: rowsTotal, chunkRows: chunkRows,
            activeSeconds: activeSeconds, message: message, hint: hint)
    }
}
