import Crypto
import Zstd

@testable import Stopover

extension [UInt8] {
    var sha256: String { withUnsafeBytes(PageDigest.sha256) }

    /// Its first bytes, and zeros behind them where there are too few.
    func filled(to count: Int) -> [UInt8] {
        self.prefix(count) + [UInt8](repeating: 0, count: Swift.max(0, count - self.count))
    }
}

extension SkippableFrame {
    /// As ``JSONFrame`` makes it, whatever the JSON is.
    func sealed(_ json: [UInt8]) -> [UInt8] { bytes(json + Array(SHA256.hash(data: json))) }
}

extension FrameCompressor {
    /// The content as a frame.
    func frame(_ content: [UInt8]) throws -> [UInt8] {
        let frame = Buffer(capacity: Self.bound(content.count))
        frame.count = try content.withUnsafeBytes { try compress($0, into: frame.room) }
        return Array(frame.bytes)
    }
}

extension SeekTable {
    /// Gives an entry other sizes.
    mutating func change(_ index: Int, _ size: UInt32, _ contentSize: UInt32) {
        var table = SeekTable()
        for (number, entry) in entries.enumerated() {
            table.append(
                number == index % entries.count
                    ? .init(sizeInBytes: Int(size), contentSizeInBytes: Int(contentSize)) : entry)
        }
        self = table
    }
}
