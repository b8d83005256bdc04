import Foundation
import GRDB
import Testing

@testable import Stopover

/// The power is cut after each change of a file: from what the disk may hold then, the run goes on to the same
/// end, and so does the rollback.
@Suite("Power loss")
struct PowerLossTests {
    /// So many cuts are tried in each mode.
    private static let usualCount = 120
    /// In so many ways is torn, at each moment, what is not durable yet.
    private static let tornCount = 4

    @Test("cuts of a run and its rollback", arguments: FaultSample.Mode.all)
    func cuts(_ mode: FaultSample.Mode) throws {
        let recording = try Recording(FaultSample(mode))
        let all = recording.cuts(torn: Self.tornCount)
        let cuts = FaultDraw.some(of: all, usually: Self.usualCount)
        var seen: Set<[String: [UInt8]]> = []
        var (disk, moment) = (Disk(recording.before), 0)
        for cut in cuts {
            for change in recording.changes[moment..<cut.moment] { disk.apply(change) }
            moment = cut.moment
            let files = disk.files(after: cut.loss)
            guard seen.insert(files).inserted else { continue }
            try recording.check(files, after: cut)
        }
        print(
            "\(mode.testDescription), seed \(FaultDraw.seed): \(recording.changes.count) changes of files, \(cuts.count) of "
                + "\(all.count) cuts, \(seen.count) different disks")
    }
}

/// A run and its rollback, with all that they did to files.
private struct Recording {
    struct Cut {
        /// After so many changes.
        let moment: Int
        let loss: Disk.Loss
    }

    let sample: FaultSample
    let before: [String: [UInt8]]
    let changes: [Disk.Change]
    private let endings: Endings
    /// How far the run said that it was, and how many changes there were by then.
    private let told: [(moment: Int, standing: Standing)]

    init(_ sample: FaultSample) throws {
        self.sample = sample
        before = try sample.files()
        let recorder = DiskRecorder()
        let told = Shared<[(moment: Int, standing: Standing)]>([])
        endings = try WatchedFileSystem.watching(sample.root, recorder) {
            try sample.with(failpoint: recorder.note) { migrator, queue in
                try Endings(migrator, queue) { event in
                    told.update { told in
                        let last = told.last?.standing ?? Standing()
                        guard let standing = last.after(event) else { return }
                        told.append((recorder.changes.count, standing))
                    }
                }
            }
        }
        changes = recorder.changes
        self.told = told.value
    }

    func cuts(torn: Int) -> [Cut] {
        (0...changes.count).flatMap { moment in
            let seeds = (0..<torn).map { UInt64(moment * torn + $0) }
            return ([.dropped, .kept] + seeds.map(Disk.Loss.torn)).map {
                Cut(moment: moment, loss: $0)
            }
        }
    }

    /// Starts on a disk that a cut left, and goes both ways to the end.
    func check(_ files: [String: [UInt8]], after cut: Cut) throws {
        try sample.replaceFiles(files)
        let place = Comment(
            rawValue: "\(sample.mode.testDescription): \(cut.loss) after change \(cut.moment) of "
                + "\(changes.count), "
                + (cut.moment > 0 ? changes[cut.moment - 1].description : "nothing"))
        do {
            // What is done from here on is not cut any more.
            try sample.with(synchronous: "OFF") { migrator, queue in
                try checkStanding(queue, after: cut, place)
                try endings.reach(migrator, queue, place)
            }
        } catch {
            Issue.record(error, place)
        }
    }

    /// What was said to be done is durable, where the journal makes each commit so: the name of a rollback
    /// journal may come back, and SYNCHRONOUS = NORMAL puts a log's fsync off
    /// (<https://sqlite.org/pragma.html#pragma_synchronous>).
    private func checkStanding(
        _ queue: DatabaseQueue, after cut: Cut, _ place: Comment
    ) throws {
        guard sample.mode.journal == "wal", sample.mode.synchronous == "FULL",
            let last = told.last(where: { $0.moment <= cut.moment })?.standing
        else { return }
        let standing = try Standing(queue)
        #expect(standing >= last, place)
    }
}

/// How far a run and its rollback are.
private struct Standing: Comparable {
    /// Migrations applied or rolled back.
    var finished = 0
    /// Of the one that is half done.
    var step = 0
    var chunks = 0

    init() {}

    init(_ queue: DatabaseQueue) throws {
        let (checkpoint, finished) = try queue.read { db in
            guard try db.tableExists("_migration_log") else { return (Checkpoint?.none, 0) }
            return (
                try HistoryStore(tables: HistoryTables()).checkpoint(db),
                try Int.fetchOne(db, sql: "SELECT count(*) FROM _migration_log") ?? 0
            )
        }
        self.finished = finished
        step = checkpoint?.step ?? 0
        chunks = checkpoint?.batch?.chunk ?? 0
    }

    /// What it is once something was told; nil where it is as before.
    func after(_ event: ProgressEvent) -> Standing? {
        var next = self
        switch event {
        case .chunk(let place, _):
            next.chunks = place.step - 1 == step ? chunks + 1 : 1
            next.step = place.step - 1
        case .migrationFinished:
            next = Standing()
            next.finished = finished + 1
        default: return nil
        }
        return next
    }

    static func < (a: Standing, b: Standing) -> Bool {
        (a.finished, a.step, a.chunks) < (b.finished, b.step, b.chunks)
    }
}
