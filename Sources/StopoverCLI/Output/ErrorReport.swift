import Stopover

/// An error as it is shown, and the exit status that goes with it.
///
/// Of errors that are not the library's own only what can't hold a row's value is shown, as the
/// library shows those that closures throw.
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
        default:
            status = .failed
            code = "unexpected-error"
            message = error.publicDescription
        }
    }

    var text: String {
        let head = version.map { "\($0): " } ?? ""
        return ("Error: \(head)\(message)" + (hint.map { "\n  \($0)" } ?? "")).printable
    }

    var event: JSONEvent {
        JSONEvent(
            "error", version: version,
            details: [
                ("code", .string(code)), ("message", .string(message)), ("hint", JSON(hint)),
            ])
    }
}
