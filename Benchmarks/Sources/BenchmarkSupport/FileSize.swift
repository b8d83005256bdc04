import Foundation

public enum FileSize {
    /// 0 where there is no such file.
    public static func inBytes(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }
}
