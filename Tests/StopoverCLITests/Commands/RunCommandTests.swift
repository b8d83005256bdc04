import Stopover
import Testing

@testable import StopoverCLI

@Suite struct RunCommandTests {
    @Test("what is left out keeps the library's settings")
    func defaults() throws {
        let settings = try parse("run", as: RunCommand<TestProgram>.self).settings
        let standard = RunSettings()
        #expect(settings.chunkRowLimit == nil)
        #expect(settings.chunkTime == standard.chunkTime)
        #expect(settings.minimumFreeBytes == nil)
        #expect(settings.lockWait == standard.lockWait)
        #expect(settings.snapshot == standard.snapshot)
        #expect(settings.indexes == standard.indexes)
        #expect(settings.acceptChanged.isEmpty)
    }

    @Test("each flag is a setting")
    func flags() throws {
        let command = try parse(
            "run --chunk-rows 7 --chunk-time 20ms --min-free 2G --wait 1h30m --for 5m --create "
                + "--accept-changed 3 --accept-changed 004 --snapshot database --indexes rebuild",
            as: RunCommand<TestProgram>.self)
        #expect(command.budget == .seconds(300))
        #expect(command.create)
        #expect(!command.dryRun)
        #expect(command.settings.chunkRowLimit == 7)
        #expect(command.settings.chunkTime == .milliseconds(20))
        #expect(command.settings.minimumFreeBytes == 2 << 30)
        #expect(command.settings.lockWait == .seconds(5400))
        #expect(command.settings.snapshot == .database)
        #expect(command.settings.indexes == .rebuild)
        #expect(command.settings.acceptChanged == [3, 4])
    }
}
