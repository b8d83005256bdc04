import Foundation
import GRDB
import Stopover

/// An error as it is shown, and the exit status that goes with it.
///
/// Of errors that are not the library's own only what can't hold a row's value is shown: SQLite's
/// code and message, a file error's description, and of anything else its type.
struct ErrorReport {
    let status: ExitStatus
    let code: String
    var version: String?
    let message: String
    var hint: String?

    init(_ error: any Error) {
        switch error {
        case let error as MigrationError:
            status = ExitStatus(error.outcome)
            code = error.code.rawValue
            version = error.version?.text
            message = error.message
            hint = error.hint
        case let error as Refusal:
            status = .refused
            code = error.code
            message = error.message
            hint = error.hint
        case let error as DatabaseError:
            status = .failed
            code = "sqlite-error"
            let reason = error.message.map { ": \($0)" } ?? ""
            message = "SQLite error \(error.extendedResultCode.rawValue)\(reason)"
        case let error as CocoaError:
            status = .failed
            code = "file-error"
            message = error.localizedDescription
        default:
            status = .failed
            code = "unexpected-error"
            message =
                "An error of the type \(String(reflecting: type(of: error))) ended the command."
        }
    }

    var text: String {
        let head = version.map { "\($0): " } ?? ""
        return "Error: \(head)\(message)" + (hint.map { "\n  \($0)" } ?? "")
    }

    var event: JSONEvent {
        JSONEvent(
            "error", version: version,
            details: [
                ("code", .string(code)), ("message", .string(message)), ("hint", JSON(hint)),
            ])
    }
}
