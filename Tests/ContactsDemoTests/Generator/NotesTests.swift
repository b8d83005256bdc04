import Testing

@testable import ContactsDemo

struct NotesTests {
    private static let notes: [String?] = (1...2000).map { row in
        var random = SplitMix64(seed: 2, table: 9, row: row)
        return Notes.text(&random)
    }

    @Test func areMissingEmptyShortOrLong() {
        #expect((700...820).contains(Self.notes.count { $0 == nil }))
        #expect((80...160).contains(Self.notes.count { $0 == "" }))
        let lengths = Self.notes.compactMap { $0?.utf8.count }
        #expect((1000...1150).contains(lengths.count { (1...300).contains($0) }))
        #expect((10...35).contains(lengths.count { $0 > 1000 }))
    }

    @Test(arguments: ["\"", "'", "\n", "\\", "%", "🎉", "次回"])
    func holdWhatBreaksCarelessCode(text: String) {
        #expect(Self.notes.contains { $0?.contains(text) == true })
    }
}
