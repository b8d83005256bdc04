/// A transform without its types: what the engine calls for each row.
@usableFromInline
struct RowTransform: Sendable {
    @usableFromInline typealias Body = (RowInput, inout RowOutput) throws -> Void
    @usableFromInline typealias SendableBody =
        @Sendable (RowInput, inout RowOutput) throws -> Void
    @usableFromInline typealias Maker = @Sendable () throws -> Body

    let reading: [String]
    let writing: [String]
    let make: Maker

    @usableFromInline
    init(reading: [String], writing: [String], make: @escaping Maker) {
        self.reading = reading
        self.writing = writing
        self.make = make
    }
}
