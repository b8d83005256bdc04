/// Why a file is not the snapshot that it should be.
struct SnapshotDamage: Error, Hashable {
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }

    static let cut = Self("its end is missing")
    static let layout = Self("its frames don't lie as its manifest says")

    /// - Parameter what: what of a chunk's content can't be.
    static func chunk(_ what: String) -> Self { Self("a chunk of it can't be read: \(what)") }
}
