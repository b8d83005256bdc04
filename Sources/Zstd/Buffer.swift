/// Bytes of a fixed room, not cleared first.
package final class Buffer {
    package let room: UnsafeMutableRawBufferPointer
    /// So many bytes are filled, from the start.
    package var count = 0

    package init(capacity: Int) {
        room = .allocate(byteCount: capacity, alignment: 16)
    }

    deinit {
        room.deallocate()
    }

    package var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: room[..<count])
    }

    package var filled: UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(rebasing: room[..<count])
    }

    /// What is not filled yet.
    package var rest: UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(rebasing: room[count...])
    }

    /// Copies as much of `source` as there is room for, and takes it off its front.
    package func fill(from source: inout UnsafeRawBufferPointer) {
        let length = min(source.count, room.count - count)
        rest.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[..<length]))
        count += length
        source = UnsafeRawBufferPointer(rebasing: source[length...])
    }
}
