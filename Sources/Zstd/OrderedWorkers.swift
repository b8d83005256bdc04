import Dispatch

/// A place to work at: it holds what goes in and what comes out.
///
/// Its caller and a worker thread use it in turns, handed over by ``OrderedWorkers``.
package protocol WorkLane: AnyObject, Sendable {
    /// Runs on a worker thread; what fails is kept for the caller.
    func work()
}

/// Lets several threads work at once, and gives the results back in the order in which the work went
/// in. Memory is that of the lanes, however much goes through them.
package final class OrderedWorkers<Lane: WorkLane> {
    private struct Slot {
        let lane: Lane
        let isDone = DispatchSemaphore(value: 0)
    }

    private let slots: [Slot]
    private let queue = DispatchQueue(label: "stopover.zstd", attributes: .concurrent)
    private var first = 0
    /// Lanes that were handed in and not given back yet.
    private(set) package var pendingCount = 0

    /// - Parameter lanes: at least one; as many work at once as there are, and cores for them.
    package init(_ lanes: [Lane]) {
        slots = lanes.map { Slot(lane: $0) }
    }

    deinit {
        // A lane must not go while a thread works at it.
        while oldest() != nil {}
    }

    /// A lane to fill; nil while all are at work.
    package var idle: Lane? {
        pendingCount < slots.count ? slots[next].lane : nil
    }

    /// Starts the work of the `idle` lane.
    package func start() {
        let slot = slots[next]
        pendingCount += 1
        queue.async {
            slot.lane.work()
            slot.isDone.signal()
        }
    }

    /// Waits for the lane that was started first, and takes it out; nil where none is at work. It
    /// is the caller's until the next `start`.
    package func oldest() -> Lane? {
        guard pendingCount > 0 else { return nil }
        let slot = slots[first]
        slot.isDone.wait()
        first = (first + 1) % slots.count
        pendingCount -= 1
        return slot.lane
    }

    private var next: Int { (first + pendingCount) % slots.count }
}
