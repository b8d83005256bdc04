import GRDB

/// What a batch changes that writes known columns of the rows in its range, and nothing else: the columns
/// are read by the key range before and after the work.
///
/// An UPDATE in SQL is done part by part, so that what a part changed is kept while the next one is done. Not so
/// where its `where` asks for other rows: a part could bring in rows that were not read before.
final class RangeRecorder: ChangeRecorder {
    private let columns: RangeColumns
    private let isParted: Bool
    /// Scratch: key and columns of a row as it is now.
    private var after = ValueBuffer()

    static let partRowCount = 4_096

    init(_ plan: BatchPlan, _ columns: RangeColumns) {
        self.columns = columns
        isParted = !plan.statements.isEmpty && plan.isIndependent
    }

    func record(
        _ db: Database, _ reading: ChunkReading, _ work: (ChunkReading) throws -> ChunkResult,
        keep: (ChunkChanges) -> Void
    ) throws -> ChunkResult {
        let old = try reading.old ?? readOld(db, reading.range)
        let rows = 0..<old.cells.count / columns.width
        guard isParted else {
            let result = try work(reading)
            keep(try changes(db, reading.range, rows, of: old))
            return result
        }
        var result = ChunkResult()
        for part in parts(of: reading.range, rows, old) {
            result.rowsChanged += try work(ChunkReading(range: part.range)).rowsChanged
            keep(try changes(db, part.range, part.rows, of: old))
        }
        return result
    }

    private func readOld(_ db: Database, _ range: ChunkRange) throws -> ValueBuffer {
        var old = ValueBuffer()
        _ = try columns.readOld(db, range, into: &old)
        return old
    }

    /// The range, cut before every so manieth of the rows.
    private func parts(
        of range: ChunkRange, _ rows: Range<Int>, _ old: ValueBuffer
    ) -> [(range: ChunkRange, rows: Range<Int>)] {
        stride(from: 0, to: max(1, rows.count), by: Self.partRowCount).map { start in
            let end = min(start + Self.partRowCount, rows.count)
            let part = ChunkRange(
                first: start == 0 ? range.first : columns.key(ofRow: start, in: old),
                last: end == rows.count ? range.last : columns.key(ofRow: end - 1, in: old),
                rows: end - start)
            return (part, start..<end)
        }
    }

    /// Goes over the range's rows as they are now, those that were read before among them, in order.
    private func changes(
        _ db: Database, _ range: ChunkRange, _ rows: Range<Int>, of old: ValueBuffer
    ) throws -> ChunkChanges {
        let (width, keyWidth) = (columns.width, columns.key.parts.count)
        var changes = RowChanges(
            table: columns.key.table, kind: .updated, keyColumns: columns.key.columns,
            columns: columns.names)
        changes.reserve(rows: rows.count)
        let statement = try columns.rowsNow(db, range)
        defer { statement.reset() }
        for start in stride(from: rows.lowerBound * width, to: rows.upperBound * width, by: width) {
            repeat {
                guard try statement.step() else { throw rowsMoved }
                after.removeAll()
                after.append(width, columnsOf: statement.handle)
            } while !(0..<keyWidth).allSatisfy { after.isSame(at: $0, as: old, at: start + $0) }
            let columns = keyWidth..<width
            if columns.allSatisfy({ after.isSame(at: $0, as: old, at: start + $0) }) { continue }
            changes.append(
                key: { cells in for index in 0..<keyWidth { cells.append(after, at: index) } },
                old: { cells in for index in columns { cells.append(old, at: start + index) } },
                new: { cells in for index in columns { cells.append(after, at: index) } })
        }
        try statement.stop()
        return ChunkChanges(groups: changes.rowCount > 0 ? [changes] : [])
    }

    /// The plan had found nothing that could do it.
    private var rowsMoved: MigrationError {
        .uncovered(
            "rows of \(columns.key.table) were deleted, or their key was changed, meanwhile")
    }
}
