import Foundation
import GRDB

/// A stored value, compared by storage class and bytes: Swift's own comparison of strings calls é
/// and e with an accent equal, SQLite doesn't.
enum Value: Sendable {
    case null
    case integer(Int)
    case real(Double)
    case text(String)
    case blob([UInt8])
}

extension Value: Equatable {
    static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.integer(let a), .integer(let b)): a == b
        case (.real(let a), .real(let b)): a == b
        case (.text(let a), .text(let b)): a.utf8.elementsEqual(b.utf8)
        case (.blob(let a), .blob(let b)): a == b
        default: false
        }
    }
}

extension Value {
    /// As SQLite's BINARY collation orders integers and texts, the only keys here.
    func precedes(_ other: Self) -> Bool {
        switch (self, other) {
        case (.integer(let a), .integer(let b)): a < b
        case (.text(let a), .text(let b)): a.utf8.lexicographicallyPrecedes(b.utf8)
        case (.integer, .text): true
        default: false
        }
    }
}

extension Value {
    init(_ text: String?) {
        self = text.map(Value.text) ?? .null
    }

    init(_ integer: Int?) {
        self = integer.map(Value.integer) ?? .null
    }

    init(_ stored: DatabaseValue) {
        switch stored.storage {
        case .null: self = .null
        case .int64(let integer): self = .integer(Int(integer))
        case .double(let real): self = .real(real)
        case .string(let text): self = .text(text)
        case .blob(let data): self = .blob(Array(data))
        }
    }
}

extension Value: CustomStringConvertible {
    /// The longest text that a difference shows.
    private static let shownLimit = 60

    /// As it would stand in SQL, except that long texts are cut and escaped. All of it is invented,
    /// so that it may be shown.
    var description: String {
        switch self {
        case .null: "NULL"
        case .integer(let value): String(value)
        case .real(let value): String(value)
        case .text(let text): String(text.debugDescription.prefix(Self.shownLimit))
        case .blob(let bytes): "a blob of \(bytes.count) bytes"
        }
    }
}
