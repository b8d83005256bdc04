import Foundation
import Testing

@testable import Stopover

/// Changed seeds of `Corpus`, some ten thousand for each reader. What must hold stands in ``FuzzTarget``.
///
/// `STOPOVER_FAULTS` names a number of times as many, `STOPOVER_SEED` draws others. For hours there is
/// libFuzzer: `.ci/fuzz`.
struct FuzzingTests {
    private static func count(_ target: FuzzTarget) -> Int {
        switch target {
        case .sqlFile, .tokenizer, .chunk: 10_000
        // Each writes a file, decompresses it on threads, and hashes it.
        case .snapshot, .rowSnapshot: 5_000
        }
    }

    @Test(arguments: FuzzTarget.allCases)
    func everySeedIsReadToItsEnd(_ target: FuzzTarget) throws {
        let body = try target.body()
        let seeds = try FuzzCorpus.seeds(target)
        #expect(!seeds.isEmpty)
        for seed in seeds {
            // Those are there for what is refused.
            let expected: FuzzTarget.Ending = seed.name.hasPrefix("refused") ? .refused : .read
            let ending = try seed.bytes.withUnsafeBytes(body)
            #expect(ending == expected, "\(target.rawValue)/\(seed.name)")
        }
    }

    @Test(arguments: FuzzTarget.allCases)
    func whateverAReaderIsGivenItReadsOrRefuses(_ target: FuzzTarget) throws {
        let body = try target.body()
        let count = FaultDraw.count(usually: Self.count(target))
        var mutator = FuzzMutator(
            seed: FaultDraw.seed, seeds: try FuzzCorpus.seeds(target).map(\.bytes),
            words: target.words)
        // What traps leaves its input behind.
        let input = try ScratchFile(name: target.rawValue)
        print(
            "\(target.rawValue): seed \(FaultDraw.seed), \(count) executions, input in \(input.path)"
        )
        var read = 0
        for number in 1...count {
            let bytes = mutator.next()
            try input.write(bytes)
            do {
                if try bytes.withUnsafeBytes(body) == .read { read += 1 }
            } catch {
                Issue.record(
                    "\(error)\nof execution \(number): \(Data(bytes).base64EncodedString())")
            }
        }
        print("\(target.rawValue): \(read) read, \(count - read) refused")
        // Inputs that are all refused at once would try nothing.
        #expect(read > count / 50)
    }
}
