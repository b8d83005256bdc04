/// What SQLite makes of a value that is stored into a column
/// (<https://sqlite.org/datatype3.html#determination_of_column_affinity>).
enum Affinity: Sendable, Hashable {
    case integer, text, blob, real, numeric

    /// - Parameter type: as the column declares it.
    init(type: String) {
        let type = type.uppercased()
        if type.contains("INT") {
            self = .integer
        } else if ["CHAR", "CLOB", "TEXT"].contains(where: type.contains) {
            self = .text
        } else if type.isEmpty || type.contains("BLOB") {
            self = .blob
        } else if ["REAL", "FLOA", "DOUB"].contains(where: type.contains) {
            self = .real
        } else {
            self = .numeric
        }
    }

    /// Whether a value is sure to be stored as it is, storage class and bits.
    func keeps(_ cell: ValueBuffer.Cell) -> Bool {
        switch cell.storage {
        case .null, .blob: true
        case .text: self == .text || self == .blob
        case .integer: self != .text && self != .real
        // Not a number becomes NULL, and a zero may lose its sign.
        case .real:
            (self == .real || self == .blob) && !Double(bitPattern: cell.bits).isNaN
                && cell.bits != (-0.0).bitPattern
        }
    }
}
