import ArgumentParser

/// How results and progress are written.
enum OutputFormat: String, Sendable, CaseIterable, ExpressibleByArgument {
    /// For people.
    case text
    /// One JSON object a line, on standard output.
    case json
}
