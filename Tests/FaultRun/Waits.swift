/// How long each of many waits was, in one line.
struct Waits: CustomStringConvertible {
    private let sorted: [Duration]

    init(_ waits: some Collection<Duration>) {
        sorted = waits.sorted()
    }

    private func atMost(_ share: Double) -> String {
        guard let last = sorted.indices.last else { return "-" }
        let milliseconds = sorted[Int(Double(last) * share)] / .milliseconds(1)
        return "\((milliseconds * 10).rounded() / 10) ms"
    }

    var description: String {
        "\(sorted.count), half of them at most \(atMost(0.5)), 95 % \(atMost(0.95)), all \(atMost(1))"
    }
}
