import GRDB

/// `Update` and `Batch` whose changes are kept: what a chunk will set is read with the old values, ahead of the
/// writer, which then writes it as a transform's results. So all that changes is known before it is written.
///
/// From the first value on that its column may store as another one, the chunks are written by the SQL itself, and
/// what became of the rows is read behind it.
final class UpdateWork: ChunkWork {
    private let values: TransformWork
    private let statements: StatementWork
    private var isSure = true

    init(
        plan: BatchPlan, _ sql: RowSQL, _ kept: RangeColumns, _ written: [WrittenColumn]
    ) throws {
        let count = sql.outputCount
        values = try TransformWork(
            plan: plan, sql: sql, make: { { $0.copy(count, to: &$1) } }, keeping: written)
        statements = StatementWork(plan: plan, keeping: kept)
    }

    func read(_ db: Database, _ next: NextChunk, _ pager: Pager) throws -> ChunkReading? {
        if isSure {
            let reading = try values.read(db, next, pager)
            guard let reading, reading.rows?.changes == nil else { return reading }
            isSure = false
        }
        return try statements.read(db, next, pager)
    }

    func write(_ db: Database, _ reading: ChunkReading) throws -> ChunkResult {
        guard reading.rows?.changes != nil else { return try statements.write(db, reading) }
        return try values.write(db, reading)
    }

    func finish(_ db: Database) {
        values.finish(db)
    }
}
