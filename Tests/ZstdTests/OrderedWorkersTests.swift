import Dispatch
import Synchronization
import Testing

@testable import Zstd

/// Works until it is let go.
private final class GatedLane: WorkLane {
    let gate = DispatchSemaphore(value: 0)
    let isDone = DispatchSemaphore(value: 0)
    private let worked = Atomic(0)

    var workCount: Int { worked.load(ordering: .sequentiallyConsistent) }

    func work() {
        gate.wait()
        worked.add(1, ordering: .sequentiallyConsistent)
        isDone.signal()
    }
}

struct OrderedWorkersTests {
    @Test(arguments: 1...4)
    func resultsComeInTheOrderOfTheirBeginnings(_ count: Int) {
        let lanes = (0..<count).map { _ in GatedLane() }
        let workers = OrderedWorkers(lanes)
        for round in 1...3 {
            var order: [GatedLane] = []
            for started in 0..<count {
                #expect(workers.pendingCount == started)
                let lane = workers.idle
                #expect(lane != nil)
                if let lane { order.append(lane) }
                workers.start()
            }
            #expect(workers.idle == nil)
            // The last one begun is done first.
            for lane in order.reversed() {
                lane.gate.signal()
                lane.isDone.wait()
            }
            for lane in order {
                #expect(workers.oldest() === lane)
                #expect(lane.workCount == round)
            }
            #expect(workers.oldest() == nil)
        }
    }

    @Test func allLanesWorkAtOnce() {
        let lanes = (0..<4).map { _ in GatedLane() }
        let workers = OrderedWorkers(lanes)
        for _ in lanes { workers.start() }
        // None waits for one before it.
        for lane in lanes.reversed() {
            lane.gate.signal()
            lane.isDone.wait()
        }
        while workers.oldest() != nil {}
        #expect(lanes.allSatisfy { $0.workCount == 1 })
    }

    @Test func aLaneThatWasTakenOutIsTheNextToFill() {
        let lanes = (0..<2).map { _ in GatedLane() }
        for lane in lanes { for _ in 0..<10 { lane.gate.signal() } }
        let workers = OrderedWorkers(lanes)
        workers.start()
        for _ in 0..<10 {
            let idle = workers.idle
            workers.start()
            #expect(workers.idle == nil)
            let oldest = workers.oldest()
            #expect(oldest !== idle)
            #expect(workers.idle === oldest)
        }
    }

    @Test func givenUpItWaitsForWhatIsAtWork() {
        let lanes = (0..<3).map { _ in GatedLane() }
        do {
            let workers = OrderedWorkers(lanes)
            for lane in lanes {
                workers.start()
                lane.gate.signal()
            }
        }
        #expect(lanes.allSatisfy { $0.workCount == 1 })
    }
}
