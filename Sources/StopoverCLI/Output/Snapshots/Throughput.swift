/// How fast work on a snapshot went.
struct Throughput: Hashable {
    /// Of the database, uncompressed; of a row snapshot the file's.
    let bytes: Int
    let elapsed: Duration

    /// Nil where no time was measured.
    var bytesPerSecond: Double? {
        elapsed > .zero ? Double(bytes) / (elapsed / .seconds(1)) : nil
    }

    /// `in 0.8s, 480.0 MiB/s`
    var text: String {
        let rate = bytesPerSecond.map { ", \(Readable.byteRate($0))" } ?? ""
        return "in \(Readable.duration(elapsed))\(rate)"
    }

    var fields: JSON.Fields {
        [
            ("seconds", JSON(elapsed)),
            ("bytes_per_second", JSON(bytesPerSecond.map { Readable.whole($0.rounded()) })),
        ]
    }
}
