public import GRDB

/// A visit of rows without its types: what the engine calls for each row.
@usableFromInline
struct RowVisit: Sendable {
    @usableFromInline typealias Body = @Sendable (Database, RowInput) throws -> Void

    let reading: [String]
    let body: Body

    @usableFromInline
    init(reading: [String], body: @escaping Body) {
        self.reading = reading
        self.body = body
    }
}
