import Foundation

/// One column of rows that lie side by side in a buffer, to be read fast. Valid inside `with` alone.
struct CellColumn {
    private let cells: UnsafeBufferPointer<ValueBuffer.Cell>
    private let base: UnsafePointer<UInt8>
    private let column: Int
    private let width: Int

    static func with<Result>(
        _ buffer: ValueBuffer, column: Int, width: Int, _ body: (Self) throws -> Result
    ) rethrows -> Result {
        try buffer.withBytes { base in
            try buffer.cells.withUnsafeBufferPointer { cells in
                try body(
                    Self(
                        cells: cells, base: base.assumingMemoryBound(to: UInt8.self),
                        column: column, width: width))
            }
        }
    }

    func cell(_ row: Int) -> ValueBuffer.Cell { cells[row * width + column] }

    /// The bytes of a text or blob.
    func content(_ cell: ValueBuffer.Cell) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: base + Int(cell.bits), count: cell.count)
    }

    /// As ``ValueBuffer/isSame(at:as:at:)``.
    func isSame(_ cell: ValueBuffer.Cell, as other: ValueBuffer.Cell, of column: Self) -> Bool {
        guard cell.storage == other.storage, cell.count == other.count else { return false }
        switch cell.storage {
        case .null: return true
        case .integer, .real: return cell.bits == other.bits
        case .text, .blob:
            return memcmp(base + Int(cell.bits), column.base + Int(other.bits), cell.count) == 0
        }
    }
}
