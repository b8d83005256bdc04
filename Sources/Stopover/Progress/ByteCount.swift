/// A number of bytes as people read it: `512 bytes`, `64.0 MiB`.
package struct ByteCount: CustomStringConvertible {
    private let bytes: Int

    package init(_ bytes: Int) {
        self.bytes = bytes
    }

    package var description: String {
        guard bytes >= 1024 else { return "\(bytes) byte\(bytes == 1 ? "" : "s")" }
        var tenths = Double(bytes) / 102.4
        var units = ["KiB", "MiB", "GiB", "TiB"][...]
        // 1023.95 would be written 1024.0.
        while tenths >= 10_239.5, units.count > 1 {
            tenths /= 1024
            units.removeFirst()
        }
        let whole = Int(tenths.rounded())
        return "\(whole / 10).\(whole % 10) \(units[units.startIndex])"
    }
}
