import Testing

@testable import ContactsDemo

struct DemoFailureTests {
    @Test(
        arguments: [
            (
                DemoFailure.databaseExists("a.db"),
                "a.db is there already. Name a database that isn't: the demo makes its own."
            ),
            (
                .notKilled(.exited(3), complaints: "Why."),
                "The run ended with status 3 before it could be killed in the middle of 003.\nWhy."
            ),
            (
                .nothingInterrupted,
                "The run was killed, but the database shows no migration that is half done."
            ),
            (
                .notFinished(.killed, complaints: ""),
                "The second run was killed before it was done.\n"
            ),
        ] as [(DemoFailure, String)])
    func saysWhatWentAnotherWay(failure: DemoFailure, text: String) {
        #expect(failure.description == text)
    }
}
