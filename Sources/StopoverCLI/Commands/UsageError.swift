/// A command line that can't be carried out, found only after it was parsed.
struct UsageError: Error, Hashable {
    let message: String

    init(_ message: String) {
        self.message = message
    }
}
