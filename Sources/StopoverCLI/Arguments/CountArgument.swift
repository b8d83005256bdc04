/// Reads a number of things, at least one.
enum CountArgument {
    /// Why a text is not such a number.
    struct Invalid: Error, Hashable, CustomStringConvertible {
        let description = "write a number, 1 or more"
    }

    static func parse(_ text: String) throws -> Int {
        guard let count = Int(text), count >= 1 else { throw Invalid() }
        return count
    }
}
