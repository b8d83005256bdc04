import Stopover

extension ProgressText {
    /// `003 normalize_phones: dropped index contacts_by_phone until the batch is done`
    static func dropped(_ progress: MigrationProgress, _ names: [String]) -> String {
        "\(name(progress)): dropped \(indexes(names)) until the batch is done"
    }

    /// `index a`, `indexes a, b`
    static func indexes(_ names: [String]) -> String {
        "index\(names.count == 1 ? "" : "es") \(names.joined(separator: ", ").singleLine)"
    }

    /// `003 normalize_phones: building index contacts_by_phone again`
    static func building(_ progress: MigrationProgress, _ index: IndexProgress) -> String {
        "\(name(progress)): building index \(index.name.singleLine) again"
    }
}
