import Foundation

/// The directory that new migrations are written to.
struct MigrationDirectory {
    let path: String

    /// The digits that names of `.sql` and `.swift` files begin with; none where there is no
    /// directory yet.
    func versions() throws -> [String] {
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        let names = try refusing("\(path) can't be read") {
            try FileManager.default.contentsOfDirectory(atPath: path)
        }
        return names.compactMap { name in
            guard name.hasSuffix(".sql") || name.hasSuffix(".swift") else { return nil }
            let digits = name.prefix { ("0"..."9").contains($0) }
            return digits.isEmpty ? nil : String(digits)
        }
    }

    /// Makes the file, and the directory where it is missing, and returns the file's path. A file
    /// that is there already is never written over.
    func write(_ template: MigrationTemplate) throws -> String {
        try refusing("\(path) can't be made") {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        }
        let file = path + (path.hasSuffix("/") ? "" : "/") + template.fileName
        try refusing("\(file) can't be written") {
            // Opens with O_EXCL, which doesn't follow a symlink either.
            try Data(template.text.utf8)
                .write(to: URL(fileURLWithPath: file), options: .withoutOverwriting)
        }
        return file
    }

    /// Tells an error of the file system in its own words.
    private func refusing<Result>(_ failure: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as CocoaError {
            let system = (error.underlying as? POSIXError).map {
                String(cString: strerror($0.code.rawValue))
            }
            throw Refusal(
                code: "file-error", message: "\(failure): \(system ?? error.localizedDescription)",
                hint: nil)
        }
    }
}
