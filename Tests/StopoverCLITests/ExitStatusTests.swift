import Testing

@testable import Stopover
@testable import StopoverCLI

@Suite struct ExitStatusTests {
    @Test("the codes are those of the contract")
    func codes() {
        #expect(CommandStatus.allCases.map(\.rawValue) == [0, 1, 2, 3, 4, 64, 75])
    }

    @Test(
        "an error's outcome decides",
        arguments: [
            (MigrationError.Outcome.refused, CommandStatus.refused), (.failed, .failed),
            (.locked, .stopped),
        ])
    func outcome(_ outcome: MigrationError.Outcome, status: CommandStatus) {
        #expect(CommandStatus(outcome) == status)
    }

    @Test(
        "a run that is done is 0, with quarantined rows 4, and a stopped one is 75",
        arguments: [
            (RunReport.Outcome.done, 0, CommandStatus.done), (.done, 1, .exceptions),
            (.stopped(.interrupted, at: 3), 0, .stopped),
            (.stopped(.timeBudget, at: 3), 5, .stopped), (.stopped(.diskLow, at: 3), 0, .stopped),
        ])
    func report(outcome: RunReport.Outcome, quarantined: Int, status: CommandStatus) {
        #expect(CommandStatus(runReport(outcome, quarantined: quarantined)) == status)
    }

    @Test(
        "a rollback with conflicts is 4, and 75 where it stopped",
        arguments: [
            (RunReport.Outcome.done, CommandStatus.exceptions),
            (.stopped(.interrupted, at: 3), .stopped),
        ])
    func conflicts(outcome: RunReport.Outcome, status: CommandStatus) {
        var report = runReport(outcome)
        report.conflictCount = 1
        #expect(CommandStatus(report) == status)
    }

    @Test(
        "status --check tells up to date from pending and from in need of attention",
        arguments: [
            ([], CommandStatus.done), ([.applied], .done), ([.applied, .pending], .pending),
            ([.running], .pending), ([.applied, .interrupted], .failed),
            ([.failed(error: "x", at: "y"), .pending], .failed), ([.changed], .failed),
            ([.missing, .applied], .failed),
        ] as [([MigrationStatus.State], CommandStatus)])
    func check(states: [MigrationStatus.State], status: CommandStatus) {
        let report = StatusReport(migrations: states.map { migrationStatus($0) }, lockHolder: nil)
        #expect(CommandStatus(checking: report) == status)
    }
}
