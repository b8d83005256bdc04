import Foundation

/// Migrations written as SQL files: a directory of `003_normalize_phones.sql`.
public enum SQLMigrations {
    /// A larger file is refused.
    static let fileSizeLimitInBytes = 16 << 20

    /// Reads every `.sql` file of a directory, but not of the directories in it, in order of version.
    /// Other files, and those whose names begin with a dot, are passed over.
    ///
    /// - Throws: ``MigrationError`` that names file and line of what can't be read.
    public static func load(directory: String) throws -> [any Migration] {
        let migrations = try fileNames(in: directory).map { name in
            let path = (directory as NSString).appendingPathComponent(name)
            return try SQLFileMigration(text(ofFile: path), path: path)
        }
        return migrations.sorted { ($0.version, $0.file) < ($1.version, $1.file) }
    }

    /// Reads one file's text.
    ///
    /// - Parameters:
    ///   - text: what the file holds.
    ///   - fileName: version and name are taken from it: `003_normalize_phones.sql`.
    /// - Throws: ``MigrationError`` that names file and line of what can't be read.
    public static func parse(_ text: String, fileName: String) throws -> any Migration {
        try SQLFileMigration(text, path: fileName)
    }

    private static func fileNames(in directory: String) throws -> [String] {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory) else {
            throw MigrationError(
                .invalidFile, "the migrations directory \(directory) does not exist",
                hint: "Make it, or name another one.")
        }
        guard isDirectory.boolValue else {
            throw MigrationError(
                .invalidFile, "\(directory) is not a directory",
                hint: "Name the directory that holds the migrations.")
        }
        do {
            return try FileManager.default.contentsOfDirectory(atPath: directory)
                .filter(SQLFileMigration.isNamed)
        } catch {
            throw unreadable(directory)
        }
    }

    private static func text(ofFile path: String) throws -> String {
        let data = try data(ofFile: path)
        if data.count > fileSizeLimitInBytes {
            throw MigrationError(
                .invalidFile, "\(path): the file is larger than 16 MiB",
                hint: "Split it, or load its rows by other means.")
        }
        if let text = String(validating: data, as: UTF8.self) { return text }
        let lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
        throw FileLocation(file: path, line: line + 1)
            .error(SQLFault("the text is not UTF-8", hint: "Save the file as UTF-8."))
    }

    /// At most one byte more than the limit. Opening anything but a regular file might wait for ever.
    private static func data(ofFile path: String) throws -> Data {
        guard FileManager.default.isReadableFile(atPath: path) else { throw unreadable(path) }
        let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        do {
            let attributes = try FileManager.default.attributesOfItem(atPath: url.path)
            guard attributes[.type] as? FileAttributeType == .typeRegular else {
                throw MigrationError(
                    .invalidFile, "\(path): it is not a regular file",
                    hint: "Move it elsewhere, or give it another name.")
            }
            let file = try FileHandle(forReadingFrom: url)
            defer { try? file.close() }
            return try file.read(upToCount: fileSizeLimitInBytes + 1) ?? Data()
        } catch let error as MigrationError {
            throw error
        } catch {
            throw unreadable(path)
        }
    }

    private static func unreadable(_ path: String) -> MigrationError {
        MigrationError(
            .invalidFile, "\(path) could not be read",
            hint: "Check that it is there and that you may read it.")
    }
}
