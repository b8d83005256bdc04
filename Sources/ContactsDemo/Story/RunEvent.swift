import Foundation

/// One line of `run --format json`, as far as the demo reads it.
struct RunEvent: Decodable, Equatable {
    let event: String
    let time: Date
    var version: String?
    var name: String?
    var resumed: Bool?
    var rowsDone: Int?
    var rowsTotal: Int?
    var chunkRows: Int?
    var activeSeconds: Double?
    /// Of work on a snapshot.
    var activity: String?
    var bytesDone: Int?
    var bytesTotal: Int?
    /// Of an error.
    var message: String?
    var hint: String?
}

extension RunEvent {
    /// Nil of a line that is not such an event.
    init?(line: some Sequence<UInt8>) {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        decoder.dateDecodingStrategy = .custom(Self.date)
        guard let event = try? decoder.decode(Self.self, from: Data(line)) else { return nil }
        self = event
    }

    /// A committed chunk with as much to do before and after it as may be: two fifths are done.
    var isInTheMiddle: Bool {
        guard event == "chunk", let rowsDone, let rowsTotal else { return false }
        return rowsDone * 5 >= rowsTotal * 2 && rowsDone < rowsTotal
    }

    /// A snapshot is written to its end.
    var endsSnapshot: Bool {
        event == "snapshot_progress" && activity == "writing" && bytesDone == bytesTotal
    }

    @Sendable
    private static func date(_ decoder: any Decoder) throws -> Date {
        let text = try decoder.singleValueContainer().decode(String.self)
        return try Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}
