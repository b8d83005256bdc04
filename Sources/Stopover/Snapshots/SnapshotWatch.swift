/// Tells how far the work on a snapshot is, and asks whether it may go on.
struct SnapshotWatch: Sendable {
    let isStopping: @Sendable () -> Bool
    let onProgress: @Sendable (SnapshotProgress) -> Void

    static let silent = SnapshotWatch(isStopping: { false }, onProgress: { _ in })

    /// One activity from its beginning on.
    func begin(
        _ activity: SnapshotProgress.Activity, _ name: String, bytesTotal: Int
    ) -> Activity {
        Activity(watch: self, activity: activity, name: name, bytesTotal: bytesTotal)
    }

    struct Activity {
        let watch: SnapshotWatch
        let activity: SnapshotProgress.Activity
        let name: String
        let bytesTotal: Int
        private let start = ContinuousClock.now
        private var bytesDone = 0
        private var lastTold: ContinuousClock.Instant?

        /// More often nobody can read it.
        private static let interval: Duration = .milliseconds(50)

        init(
            watch: SnapshotWatch, activity: SnapshotProgress.Activity, name: String, bytesTotal: Int
        ) {
            self.watch = watch
            self.activity = activity
            self.name = name
            self.bytesTotal = bytesTotal
        }

        /// - Throws: `stopped` where it is asked to stop.
        mutating func advance(by bytes: Int) throws {
            try advance(to: bytesDone + bytes)
        }

        mutating func advance(to bytes: Int) throws {
            guard !watch.isStopping() else { throw MigrationError.stopped(activity) }
            tell(bytes)
        }

        /// All is done: nothing is left to be stopped.
        mutating func end() {
            tell(bytesTotal)
        }

        private mutating func tell(_ bytes: Int) {
            bytesDone = min(bytes, bytesTotal)
            let now = ContinuousClock.now
            if let lastTold, now - lastTold < Self.interval, bytesDone < bytesTotal { return }
            lastTold = now
            let seconds = (now - start) / .seconds(1)
            watch.onProgress(
                SnapshotProgress(
                    activity: activity, name: name, bytesDone: bytesDone, bytesTotal: bytesTotal,
                    bytesPerSecond: bytesDone > 0 && seconds > 0 ? Double(bytesDone) / seconds : nil
                ))
        }
    }
}

extension MigrationError {
    fileprivate static func stopped(_ activity: SnapshotProgress.Activity) -> Self {
        let (what, left) =
            switch activity {
            case .writing: ("Writing the snapshot", "It left no snapshot, and nothing was changed.")
            case .verifying: ("Checking the snapshot", "Nothing was changed.")
            case .restoring: ("Restoring the snapshot", "Nothing was changed.")
            case .comparing: ("Comparing the restored database", "It is restored.")
            }
        return MigrationError(.stopped, "\(what) was stopped", hint: left, outcome: .locked)
    }
}
