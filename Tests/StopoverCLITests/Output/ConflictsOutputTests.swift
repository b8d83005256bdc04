import Testing

@testable import Stopover
@testable import StopoverCLI

@Suite struct ConflictsOutputTests {
    private static func text(_ text: String) -> StoredValue {
        StoredValue(.text(Array(text.utf8)))
    }

    private static let several = [
        Conflict("contacts", key: [StoredValue(.integer(17))], column: "phone", .changed),
        Conflict("contacts", key: [text("Ann's")], column: "phone", .notUnique),
        Conflict("visits", key: [StoredValue(.integer(-1)), StoredValue(.real(0.5))], .deleted),
        Conflict("two\nlines", key: [StoredValue(.blob([1, 255]))], column: "a b", .constraint),
    ]

    private func output(
        _ conflicts: [Conflict], of count: Int? = nil, showsKeys: Bool = false,
        table: String = "_migration_conflicts"
    ) -> ConflictsOutput {
        var report = runReport()
        report.conflicts = conflicts
        report.conflictCount = count ?? conflicts.count
        report.conflictTable = table
        return ConflictsOutput(report: report, showsKeys: showsKeys)
    }

    @Test("without conflicts there is nothing to say")
    func none() {
        #expect(output([]).lines == [])
        #expect(output([]).json.text == "[]")
    }

    @Test("keys that are integers are shown, of others what they are")
    func keys() {
        #expect(
            output(Self.several).lines == [
                "4 conflicts: these did not go back, and stay as they are.",
                "  contacts 17, phone: changed since",
                "  contacts (a text), phone: another row has the value",
                "  visits -1, (a real): the row was deleted since",
                "  two lines (a blob), a b: a constraint refuses the old value",
                "They are listed in the table _migration_conflicts.",
            ])
    }

    @Test("where keys are to be shown, each stands as SQL writes it")
    func shownKeys() {
        #expect(
            output(Self.several, showsKeys: true).lines[1...4] == [
                "  contacts 17, phone: changed since",
                "  contacts 'Ann''s', phone: another row has the value",
                "  visits -1, 0.5: the row was deleted since",
                "  two lines x'01ff', a b: a constraint refuses the old value",
            ])
    }

    @Test("a single one is told of in the singular")
    func one() {
        #expect(
            output([Self.several[0]]).lines == [
                "1 conflict: this did not go back, and stays as it is.",
                "  contacts 17, phone: changed since",
                "It is listed in the table _migration_conflicts.",
            ])
    }

    @Test(
        "of more than are listed the number is told, and the table",
        arguments: [(2, "1"), (1_235, "1,234")])
    func more(count: Int, left: String) {
        let output = output([Self.several[0]], of: count, table: "changes_conflicts")
        #expect(
            output.lines.dropFirst() == [
                "  contacts 17, phone: changed since", "  … and \(left) more",
                "They are listed in the table changes_conflicts.",
            ])
    }

    @Test(
        "each kind is said in words",
        arguments: [
            (Conflict.Kind.changed, "changed since"), (.deleted, "the row was deleted since"),
            (.exists, "another row has its key"), (.notUnique, "another row has the value"),
            (.parentMissing, "the row that it refers to is gone"),
            (.referenced, "other rows refer to it"),
            (.constraint, "a constraint refuses the old value"),
        ])
    func kinds(kind: Conflict.Kind, words: String) {
        let conflict = Conflict("t", key: [StoredValue(.integer(1))], kind)
        #expect(output([conflict]).lines[1] == "  t 1: \(words)")
    }

    @Test("JSON has table, key, column and kind of each")
    func json() {
        #expect(
            output(Array(Self.several[0...2])).json.text
                == #"[{"table":"contacts","key":"17","column":"phone","kind":"changed"},"#
                + #"{"table":"contacts","key":"(a text)","column":"phone","kind":"not-unique"},"#
                + #"{"table":"visits","key":"-1, (a real)","column":null,"kind":"deleted"}]"#)
        #expect(
            output([Self.several[1]], showsKeys: true).json.text
                == #"[{"table":"contacts","key":"'Ann''s'","column":"phone","kind":"not-unique"}]"#)
    }
}
