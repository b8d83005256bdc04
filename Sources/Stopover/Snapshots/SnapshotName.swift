import Foundation

/// The names of snapshots' files.
enum SnapshotName {
    static let suffix = ".sqlite.zst"
    /// Of one that is being written.
    static let partialSuffix = suffix + Directory.partialSuffix
    /// Some file systems take no longer names than 255 bytes.
    static let lengthLimit = 100

    /// `003-normalize_phones-20261122T101500Z.sqlite.zst`, `manual-20261122T101500Z.sqlite.zst`.
    ///
    /// - Parameter attempt: from 2 on it is part of the name, which another one has already.
    static func of(
        _ purpose: SnapshotPurpose, version: String?, name: String?, at time: Date, attempt: Int = 1
    ) -> String {
        let parts: [String] =
            switch purpose {
            case .migration: [version, name].compactMap { $0.map(plain) }
            case .halfDone: [version, name].compactMap { $0.map(plain) } + ["half-done"]
            case .manual: ["manual"]
            case .restore: ["before-restore"]
            case .reset: ["before-reset"]
            }
        let format = Date.ISO8601FormatStyle(
            dateSeparator: .omitted, timeSeparator: .omitted, timeZone: .gmt)
        let stem = String(parts.joined(separator: "-").prefix(lengthLimit))
        let number = attempt > 1 ? "-\(attempt)" : ""
        return "\(stem)-\(time.formatted(format))\(number)\(suffix)"
    }

    static func isComplete(_ file: String) -> Bool { file.hasSuffix(suffix) }

    static func isPartial(_ file: String) -> Bool { file.hasSuffix(partialSuffix) }

    /// Letters, digits, `_` and `.` of ASCII; of anything else a `_`.
    private static func plain(_ text: String) -> String {
        String(
            text.map { letter in
                letter.isASCII && (letter.isLetter || letter.isNumber || "_.".contains(letter))
                    ? letter : "_"
            })
    }
}
