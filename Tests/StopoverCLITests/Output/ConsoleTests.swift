import Testing

@testable import StopoverCLI

@Suite struct ConsoleTests {
    @Test("results and errors are lines of their own streams")
    func lines() {
        let transcript = Transcript()
        let console = transcript.console()
        console.print("a\nb")
        console.printError("c")
        console.writeError("d")
        #expect(transcript.output == "a\nb\n")
        #expect(transcript.error == "c\nd")
    }

    @Test("a result is text or one object, as the format has it")
    func show() {
        let transcript = Transcript()
        let context = transcript.context()
        let event = JSONEvent("e", version: "1", details: [("a", .integer(1))])
        context.show("text", event, as: .text)
        #expect(transcript.output == "text\n")
        context.show("text", event, as: .json)
        #expect(
            transcript.output == "text\n"
                + #"{"schema":1,"time":"2026-11-22T10:15:00.250Z","event":"e","version":"1","#
                + #""step":null,"a":1}"# + "\n")
        #expect(transcript.error.isEmpty)
    }

    @Test("the width is never zero, with a terminal or without")
    func columns() {
        #expect(Console.system.columns() > 0)
    }
}
