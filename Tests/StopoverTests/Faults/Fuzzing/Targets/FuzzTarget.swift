/// What a fuzzer feeds with bytes: a reader of what others may have written, with what must hold whatever
/// it is given.
///
/// `FuzzingTests` feeds it for some seconds with changed seeds of `Corpus`; libFuzzer for as long as asked
/// (`Tests/Fuzz`).
enum FuzzTarget: String, CaseIterable, Sendable {
    case sqlFile = "sql-file"
    case tokenizer
    case chunk
    case snapshot
    case rowSnapshot = "row-snapshot"

    enum Ending: Hashable, Sendable {
        /// All of it was understood.
        case read
        /// By an error of the reader's type.
        case refused
    }

    /// Takes one input after the other, in one thread.
    ///
    /// - Throws: ``FuzzFailure``, or an error of a type that the reader must not throw.
    typealias Body = (UnsafeRawBufferPointer) throws -> Ending

    func body() throws -> Body {
        switch self {
        case .sqlFile: SQLFileFuzz.run
        case .tokenizer: try TokenizerFuzz().run
        case .chunk: ChunkFuzz.run
        case .snapshot: try SnapshotFuzz().run
        case .rowSnapshot: try RowSnapshotFuzz().run
        }
    }
}

/// What did not hold.
struct FuzzFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }

    static func unless(_ condition: Bool, _ description: @autoclosure () -> String) throws {
        if !condition { throw FuzzFailure(description()) }
    }
}
