import Foundation
import Testing

@testable import StopoverCLI

/// The commands with `--format json`.
@Suite struct JSONCommandTests {
    @Test(
        "with --format json every line is an object with the fixed fields, errors too",
        arguments: [
            ("status", "status"), ("plan", "plan"), ("info --count", "info"),
            ("run --dry-run", "plan"), ("rollback --dry-run", "plan"), ("run", "finished"),
            ("rollback", "finished"), ("baseline 2", "baseline"), ("reset --yes", "finished"),
            ("run --for 1ms --chunk-rows 1", "stopped"), ("reset", "error"),
            ("run --to 9", "error"), ("snapshot create", "snapshot_created"),
            ("snapshot list", "snapshots"), ("snapshot prune --keep 1", "pruned"),
            ("snapshot verify x", "error"), ("snapshot restore x", "error"),
            ("run --snapshot database", "finished"),
        ])
    func json(line: String, lastEvent: String) async throws {
        try await Sandbox.with { sandbox in
            try sandbox.writeCounters(rows: 10)
            _ = await sandbox.run("run --create --to 1")
            let answer = await sandbox.run(line + " --format json")
            #expect(answer.error.isEmpty)
            let events = try answer.output.split(separator: "\n").map { line in
                let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
                return try #require(value as? [String: Any])
            }
            for event in events {
                #expect(event["schema"] as? Int == 1)
                #expect(event["time"] as? String == "2026-11-22T10:15:00.250Z")
                #expect(event.keys.contains("version") && event.keys.contains("step"))
                #expect((event["event"] as? String == "error") == (event["code"] != nil))
            }
            #expect(events.last?["event"] as? String == lastEvent)
        }
    }
}
