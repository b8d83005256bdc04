import BenchmarkSupport

/// The samples of contenders, by name, and how long another writer waited beside them.
struct Results {
    var samples: [String: [Sample]] = [:]
    /// In seconds.
    var longestWaits: [String: Double] = [:]
    /// Of the other writer when it is alone, in seconds.
    var waitAlone: Double?

    /// Runs every contender once, in an order of this round's own.
    mutating func addRound(
        _ contenders: [Contender], _ trial: Trial, _ random: inout SplitMix64, _ label: String
    ) throws {
        for contender in contenders.shuffled(using: &random) {
            let sample = try trial.run(contender)
            note("\(label): \(contender.name) \(Text.seconds(sample.seconds))")
            samples[contender.name, default: []].append(sample)
        }
    }

    /// Runs every contender beside another writer that can be, and keeps that one's longest wait.
    mutating func addWaits(_ contenders: [Contender], _ trial: Trial, _ label: String) throws {
        for contender in contenders where contender.goesBesideWriter {
            guard let wait = try trial.longestWait(beside: contender) else { continue }
            note("\(label): \(contender.name) \(Text.milliseconds(wait))")
            longestWaits[contender.name] = max(wait, longestWaits[contender.name] ?? 0)
        }
    }

    /// Nil where the contender, or its yardstick, did not run.
    func summary(_ contender: Contender) -> Summary? {
        guard let own = samples[contender.name],
            let yardstick = samples[Contender.yardstick(contender.job)], !own.isEmpty
        else { return nil }
        return Summary(own, yardstick: yardstick)
    }
}
