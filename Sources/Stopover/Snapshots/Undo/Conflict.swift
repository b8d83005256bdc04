/// Something that an undo could not put back.
public struct Conflict: Sendable, Hashable {
    /// Why not.
    public enum Kind: String, Sendable, CaseIterable {
        /// The value is another now.
        case changed
        /// The row is gone, and only some of its columns are known.
        case deleted
        /// The key of a deleted row is taken by a row with other values.
        case exists
        /// Another row has the value of a primary key or of a UNIQUE column.
        case notUnique = "not-unique"
        /// The row that it would refer to is gone.
        case parentMissing = "parent-missing"
        /// Other rows refer to it.
        case referenced
        /// A CHECK, a NOT NULL or another constraint refuses the old value.
        case constraint
    }

    public let table: String
    /// The row's key as SQL writes it, the values of more columns with commas between. It may concern
    /// people: ``publicKey`` is for showing unasked.
    public let key: String
    /// The key where it is an integer, and of other values their storage class in brackets.
    public let publicKey: String
    /// Nil where it is the whole row.
    public let column: String?
    public let kind: Kind
    /// One column's key as it is; of more, their values as SQL writes them.
    let storedKey: StoredValue

    init(_ table: String, key: [StoredValue], column: String? = nil, _ kind: Kind) {
        self.table = table
        self.key = key.map(\.literal).joined(separator: ", ")
        publicKey = key.map(\.publicDescription).joined(separator: ", ")
        self.column = column
        self.kind = kind
        storedKey = key.count == 1 ? key[0] : StoredValue(.text(Array(self.key.utf8)))
    }

    /// One that was kept: a key of more columns is there as SQL writes it.
    init(
        _ table: String, storedKey: StoredValue, publicKey: String, column: String?, _ kind: Kind
    ) {
        self.table = table
        self.storedKey = storedKey
        self.publicKey = publicKey
        self.column = column
        self.kind = kind
        if publicKey.contains(", "), case .text(let bytes) = storedKey.content {
            key = String(decoding: bytes, as: UTF8.self)
        } else {
            key = storedKey.literal
        }
    }
}
