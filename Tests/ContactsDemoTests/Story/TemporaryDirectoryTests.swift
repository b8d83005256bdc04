import Foundation
import Testing

@testable import ContactsDemo

struct TemporaryDirectoryTests {
    @Test func isNewAndGoesWithAllThatIsInIt() throws {
        let (one, other) = (try TemporaryDirectory(), try TemporaryDirectory())
        #expect(one.path != other.path)
        try Data("x".utf8).write(to: URL(fileURLWithPath: one.path + "/file"))
        one.remove()
        #expect(!FileManager.default.fileExists(atPath: one.path))
        #expect(FileManager.default.fileExists(atPath: other.path))
        other.remove()
        #expect(!FileManager.default.fileExists(atPath: other.path))
    }
}
