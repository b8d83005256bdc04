/// Reads sizes as people type them: `500M`, `2G`, `1.5GiB`, or bytes alone.
///
/// `K`, `M`, `G` and `T` are powers of 1024, as `KiB`, `MiB`, `GiB` and `TiB` are; `KB`, `MB`, `GB`
/// and `TB` are powers of 1000, as the standards have it.
enum SizeArgument {
    /// Why a text is not a size.
    struct Invalid: Error, Hashable, CustomStringConvertible {
        let description = "write a size such as 500M, 2G or 1.5GiB, or a number of bytes"
    }

    static func parse(_ text: String) throws -> Int {
        let number = text.prefix { ("0"..."9").contains($0) || $0 == "." }
        guard let unit = unitInBytes(text.dropFirst(number.count)), let value = decimal(number)
        else { throw Invalid() }
        let bytes = value * unit
        // 2^62: no volume is larger, and Int holds it.
        guard bytes <= 0x1p62 else { throw Invalid() }
        return Int(bytes.rounded())
    }

    private static func unitInBytes(_ name: Substring) -> Double? {
        var name = name.uppercased()[...]
        if name.isEmpty || name == "B" { return 1 }
        guard let prefix = name.popFirst(), let power = Array("KMGT").firstIndex(of: prefix) else {
            return nil
        }
        let base: Double? =
            switch name {
            case "", "IB": 1024
            case "B": 1000
            default: nil
            }
        return base.map { base in (0...power).reduce(1) { unit, _ in unit * base } }
    }

    /// Digits with at most one point between them; `Double` alone would take `.5`, `1e3` and `inf`.
    private static func decimal(_ text: Substring) -> Double? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), !parts.contains(where: \.isEmpty) else { return nil }
        return Double(text)
    }
}
