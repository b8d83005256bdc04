import Foundation
import Testing

@testable import Stopover

/// Expects that nothing takes a file for a snapshot, and that nothing is written of it.
///
/// - Returns: what is wrong with it.
@discardableResult
func refusal(
    of path: String, code: MigrationError.Code = .snapshotDamaged,
    _ comment: @autoclosure () -> Comment = "", sourceLocation: SourceLocation = #_sourceLocation
) throws -> String? {
    let target = try TemporaryDirectory()
    let snapshots = Snapshots(ofDatabase: target.path("database.sqlite"))
    var errors: [MigrationError?] = []
    for body in [
        { _ = try snapshots.verify(path) },
        { _ = try snapshots.extract(path, to: target.path("out.sqlite")) },
    ] {
        do {
            try body()
            errors.append(nil)
        } catch {
            errors.append(error as? MigrationError)
        }
    }
    #expect(errors[0]?.code == code, comment(), sourceLocation: sourceLocation)
    #expect(errors[1] == errors[0], comment(), sourceLocation: sourceLocation)
    #expect(try names(in: target.path).isEmpty, comment(), sourceLocation: sourceLocation)
    let start = "\(path) is not a whole snapshot: "
    guard let message = errors[0]?.message else { return nil }
    return message.hasPrefix(start) ? String(message.dropFirst(start.count)) : message
}
