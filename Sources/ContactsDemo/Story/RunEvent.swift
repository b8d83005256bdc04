import Foundation

/// One line of `run --format json`, as far as the demo reads it.
struct RunEvent: Decodable, Equatable {
    let event: String
    var version: String?
    var name: String?
    var resumed: Bool?
    var rowsDone: Int?
    var rowsTotal: Int?
    var rows: Int?
    var activeSeconds: Double?
    /// Of an error.
    var message: String?
    var hint: String?

    /// Nil of a line that is not such an event.
    init?(line: some Sequence<UInt8>) {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let event = try? decoder.decode(Self.self, from: Data(line)) else { return nil }
        self = event
    }

    /// A committed chunk with as much to do before and after it as may be: two fifths are done.
    var isInTheMiddle: Bool {
        guard event == "chunk", let rowsDone, let rowsTotal else { return false }
        return rowsDone * 5 >= rowsTotal * 2 && rowsDone < rowsTotal
    }
}
