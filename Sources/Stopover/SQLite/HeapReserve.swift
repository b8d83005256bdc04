import Foundation

/// Memory that stays with the process while it lives: what is freed and asked for anew, chunk after chunk, does
/// not go back to the system in between, which would hand it out page by page again.
///
/// An allocator cuts free memory off at the end of its heap alone (mallopt(3), `M_TRIM_THRESHOLD`): one block
/// behind the reserve keeps it. It belongs to the thread that makes it, where heaps do.
///
/// It is no promise: where the heap is laid out otherwise, nothing is lost but the time.
final class HeapReserve {
    /// Below what an allocator maps for itself.
    private static let blockSize = 96 << 10
    private let pin: UnsafeMutableRawPointer?

    init(sizeInBytes: Int) {
        var blocks = (0...sizeInBytes / Self.blockSize).map { _ in malloc(Self.blockSize) }
        pin = blocks.removeLast()
        for block in blocks { free(block) }
    }

    deinit {
        free(pin)
    }
}
