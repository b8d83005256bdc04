import Foundation

/// Which of all faults are tried: as many as are usual, so many times as many where `STOPOVER_FAULTS` names a
/// number (0.2 is a fifth of them), and each where it says `all`. `STOPOVER_SEED` draws others.
enum FaultDraw {
    private static let environment = ProcessInfo.processInfo.environment

    /// Always the same unless asked for another: a failure is there again in the next run.
    static let seed = environment["STOPOVER_SEED"].flatMap(UInt64.init) ?? 1

    /// Some of them, in their order.
    static func some<Element>(
        of faults: [Element], usually count: Int
    ) -> [Element] {
        guard environment["STOPOVER_FAULTS"] != "all" else { return faults }
        var random = SeededGenerator(seed: seed)
        let places = faults.indices.shuffled(using: &random).prefix(Self.count(usually: count))
        return places.sorted().map { faults[$0] }
    }

    /// How many of those that are without end.
    static func count(usually count: Int) -> Int {
        max(1, Int(Double(count) * (environment["STOPOVER_FAULTS"].flatMap(Double.init) ?? 1)))
    }
}
