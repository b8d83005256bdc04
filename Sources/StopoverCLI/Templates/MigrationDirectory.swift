import Foundation

/// The directory that new migrations are written to.
struct MigrationDirectory {
    let path: String

    /// The digits that names of `.sql` and `.swift` files begin with; none where there is no
    /// directory yet.
    func versions() throws -> [String] {
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: path).compactMap { name in
            guard name.hasSuffix(".sql") || name.hasSuffix(".swift") else { return nil }
            let digits = name.prefix { ("0"..."9").contains($0) }
            return digits.isEmpty ? nil : String(digits)
        }
    }

    /// Makes the file, and the directory where it is missing, and returns the file's path. A file
    /// that is there already is never written over (O_EXCL).
    func write(_ template: MigrationTemplate) throws -> String {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let file = path + (path.hasSuffix("/") ? "" : "/") + template.fileName
        try Data(template.text.utf8)
            .write(to: URL(fileURLWithPath: file), options: .withoutOverwriting)
        return file
    }
}
