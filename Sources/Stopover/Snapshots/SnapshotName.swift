import Foundation

/// The names of snapshots' files.
enum SnapshotName {
    /// What a snapshot's file is of.
    enum Kind: String, CaseIterable {
        case database = ".sqlite.zst"
        case rows = ".rows.zst"

        var suffix: String { rawValue }

        /// Of one that is being written.
        fileprivate var partialSuffix: String { suffix + Directory.partialSuffix }
    }

    /// Some file systems take no longer names than 255 bytes.
    static let lengthLimit = 100

    /// `003-normalize_phones-20261122T101500Z.sqlite.zst`, `manual-20261122T101500Z.sqlite.zst`;
    /// `003-normalize_phones-20261122T101500Z.rows.zst`.
    ///
    /// - Parameter attempt: from 2 on it is part of the name, which another one has already.
    static func of(
        _ purpose: SnapshotPurpose, _ kind: Kind = .database, version: String?, name: String?,
        at time: Date, attempt: Int = 1
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
        return "\(stem)-\(time.formatted(format))\(number)\(kind.suffix)"
    }

    /// The kind of a snapshot that stands under its own name; nil of any other file.
    static func kind(_ file: String) -> Kind? {
        Kind.allCases.first { file.hasSuffix($0.suffix) }
    }

    static func isPartial(_ file: String) -> Bool {
        Kind.allCases.contains { file.hasSuffix($0.partialSuffix) }
    }

    /// Letters, digits, `_` and `.` of ASCII; of anything else a `_`.
    private static func plain(_ text: String) -> String {
        String(
            text.map { letter in
                letter.isASCII && (letter.isLetter || letter.isNumber || "_.".contains(letter))
                    ? letter : "_"
            })
    }
}
