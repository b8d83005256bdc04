import Foundation
import Stopover

/// `restore --to`: the live database is left alone, and need not be there.
extension SnapshotRestoreCommand {
    func extract(to path: String, _ context: CommandContext) async throws {
        let snapshots = try global.snapshotsOrFiles(in: context)
        let work = WatchedWork(format: global.format, context: context)
        let (restored, elapsed) = try await context.timed {
            try await work { [snapshot] stop, onProgress in
                try snapshots.extract(snapshot, to: path, stop: stop, onProgress: onProgress)
            }
        }
        let output = ExtractionOutput(snapshot: restored, path: path, elapsed: elapsed)
        context.show(output.text, output.event, as: global.format)
    }

    func showExtraction(to path: String, _ context: CommandContext) async throws {
        for file in ["", "-wal", "-journal", "-shm"].map({ path + $0 })
        where (try? FileManager.default.attributesOfItem(atPath: file)) != nil {
            throw Refusal(
                code: "restore-refused", message: "\(file) is there already",
                hint: "Name a database that isn't there.")
        }
        let verified = try await verified(in: global.snapshotsOrFiles(in: context), context)
        let output = ExtractionOutput(snapshot: verified, path: path, elapsed: nil)
        context.show(output.text, output.event, as: global.format)
    }
}
