import Testing

@testable import Stopover

@Suite struct StepsTests {
    private enum Shape { case one, two }

    private func scripts(@StepsBuilder _ steps: () throws -> Steps) rethrows -> [String] {
        try steps().operations.map(\.testText)
    }

    @StepsBuilder private func pair(_ name: String) -> Steps {
        Execute("\(name) 1")
        Execute("\(name) 2")
    }

    @Test("Steps stand in the order in which they are written")
    func order() {
        #expect(
            scripts {
                Execute("A")
                AddColumn("t", "b TEXT")
                Verify("c", noRows: "D")
            } == ["script: A", "add to t: b TEXT", "verify c: D"])
        #expect(scripts {} == [])
    }

    @Test("A function that returns steps stands among them")
    func functions() {
        #expect(
            scripts {
                pair("A")
                Execute("B")
                pair("C")
            } == ["script: A 1", "script: A 2", "script: B", "script: C 1", "script: C 2"])
    }

    @Test("A loop makes steps for each element", arguments: 0..<4)
    func loop(count: Int) {
        let expected = (0..<count).map { "script: \($0)" }
        #expect(scripts { for index in 0..<count { Execute("\(index)") } } == expected)
    }

    @Test("if, if else and switch choose steps", arguments: [true, false])
    func choice(flag: Bool) {
        let shape = flag ? Shape.one : .two
        #expect(
            scripts {
                if flag { Execute("A") }
                if flag { Execute("B") } else { pair("C") }
                switch shape {
                case .one: Execute("D")
                case .two: Execute("E")
                }
            }
                == (flag
                    ? ["script: A", "script: B", "script: D"]
                    : ["script: C 1", "script: C 2", "script: E"]))
    }

    @Test("Steps may be made by code that throws")
    func throwing() {
        struct NoName: Error {}
        let name: (String?) throws -> String = { if let name = $0 { name } else { throw NoName() } }
        #expect(throws: Never.self) { try scripts { Execute(try name("A")) } }
        #expect(throws: NoName.self) { try scripts { Execute(try name(nil)) } }
    }

    @Test("A step says what is to be done")
    func steps() {
        #expect(
            scripts {
                Execute("A", transaction: false)
                Execute { _ in }
                Verify(sameRowCount: "t", "u")
                Update("t", set: "a = 1", where: "b")
                Batch("t", where: "c", "D")
                ForEachRow("t", where: "e", reading: .text("f"), .integer("g")) { _, _, _ in }
            } == [
                "script without transaction: A", "closure", #"count ["t", "u"]"#,
                "batch t where b: set a = 1", "batch t where c: D",
                #"batch t where e: ["f", "g"]"#,
            ])
    }

    @Test("Key, chunk and refusals are said of a batch, in any order and last said last")
    func batchOptions() {
        #expect(
            scripts {
                Update("t", set: "a").key("b", "c").chunk(rows: 3).refusals(.quarantine(upTo: 4))
                Update("t", set: "a").chunk(rows: 3).chunk(rows: 5).key("b")
            } == [
                #"batch t by ["b", "c"] rows 3 quarantine(upTo: 4): set a"#,
                #"batch t by ["b"] rows 5: set a"#,
            ])
    }

    @Test("A modifier leaves the step that it is called on alone")
    func copies() {
        let update = Update("t", set: "a")
        _ = update.key("b").chunk(rows: 1)
        #expect(update.operation.testText == "batch t: set a")
    }
}
