/// The five ways SQLite stores a value (<https://sqlite.org/datatype3.html>, section 2).
public enum StorageClass: UInt8, Sendable, CustomStringConvertible {
    case null, integer, real, text, blob

    /// The class as SQLite's `typeof()` spells it.
    public var description: String {
        switch self {
        case .null: "null"
        case .integer: "integer"
        case .real: "real"
        case .text: "text"
        case .blob: "blob"
        }
    }
}
