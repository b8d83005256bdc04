import BenchmarkSupport

/// The samples of contenders, by name, and how long another writer waited beside them.
struct Results {
    var samples: [String: [Sample]] = [:]
    /// In seconds.
    var longestWaits: [String: Double] = [:]
    /// Of the other writer when it is alone, in seconds.
    var waitAlone: Double?

    /// Runs every contender once, in an order of this round's own.
    ///
    /// - Parameter paired: runs the yardstick once more right before each contender, for its ratio.
    mutating func addRound(
        _ contenders: [Contender], _ trial: Trial, _ random: inout SplitMix64, paired: Bool,
        _ label: String
    ) throws {
        var round: [String: Sample] = [:]
        for contender in contenders.shuffled(using: &random) {
            let pair = paired && !contender.isYardstick ? try trial.run(contender.yardstick) : nil
            var sample = try trial.run(contender)
            sample.yardstickSeconds = pair?.seconds
            note("\(label): \(contender.name) \(Text.seconds(sample.seconds))")
            round[contender.name] = sample
        }
        for contender in contenders {
            guard var sample = round[contender.name] else { continue }
            if sample.yardstickSeconds == nil {
                sample.yardstickSeconds = round[contender.yardstick.name]?.seconds
            }
            samples[contender.name, default: []].append(sample)
        }
    }

    /// Runs every contender beside another writer that can be, and keeps that one's longest wait.
    mutating func addWaits(_ contenders: [Contender], _ trial: Trial, _ label: String) throws {
        for contender in contenders where contender.goesBesideWriter {
            guard let wait = try trial.longestWait(beside: contender) else {
                note("\(label): \(contender.name), there was a pause: not counted")
                continue
            }
            note("\(label): \(contender.name) \(Text.milliseconds(wait))")
            longestWaits[contender.name] = max(wait, longestWaits[contender.name] ?? 0)
        }
    }

    /// Nil where the contender did not run.
    func summary(_ contender: Contender) -> Summary? {
        samples[contender.name].map(Summary.init)
    }
}
