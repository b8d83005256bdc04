/// One line of `--format json`. The fields `schema`, `time`, `event`, `version` and `step` stand on
/// every line, null where they don't apply; an error has a `code`; then come the event's own.
struct JSONEvent {
    /// Raised when a field changes its meaning or goes away; new ones may come at any time.
    static let schema = 1

    private let name: String
    private let version: String?
    private let step: Int?
    private let details: JSON.Fields

    init(
        _ name: String, version: String? = nil, step: Int? = nil, details: JSON.Fields = []
    ) {
        self.name = name
        self.version = version
        self.step = step
        self.details = details
    }

    func line(at moment: Moment) -> String {
        let fixed: JSON.Fields = [
            ("schema", .integer(Self.schema)), ("time", .string(moment.timestamp)),
            ("event", .string(name)), ("version", JSON(version)), ("step", JSON(step)),
        ]
        return JSON.object(fixed + details).text + "\n"
    }
}
