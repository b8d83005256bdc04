import Testing

@testable import Stopover

/// The ``MigrationError`` that `body` throws, as a test compares it.
func migrationError<Result>(
    sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Result
) throws -> MigrationError {
    let error = #expect(throws: MigrationError.self, sourceLocation: sourceLocation) {
        _ = try body()
    }
    return try #require(error, sourceLocation: sourceLocation)
}
