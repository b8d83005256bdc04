import Stopover

extension ProgressText {
    /// `writing 003-normalize_phones-20261122T101500Z.sqlite.zst`
    static func snapshot(_ progress: SnapshotProgress) -> String {
        "\(progress.activity.rawValue) \(progress.name.singleLine)"
    }

    /// `176.0 MiB of 390.0 MiB`
    static func bytes(_ progress: SnapshotProgress) -> String {
        "\(Readable.size(progress.bytesDone)) of \(Readable.size(progress.bytesTotal))"
    }
}
