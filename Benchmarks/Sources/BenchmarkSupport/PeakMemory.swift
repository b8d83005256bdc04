import Foundation

/// The most memory that a process had resident: `VmHWM` of proc(5), where the system tells.
///
/// `ru_maxrss` of wait4(2) won't do: what a child has been given by exec(2) it counts from its
/// parent's peak on.
public enum PeakMemory {
    /// Of this process; 0 where the system doesn't tell.
    public static var ownInKibibytes: Int { inKibibytes(of: "self") }

    /// Of a process so far; 0 where it is gone, or the system doesn't tell.
    public static func inKibibytes(of process: Int32) -> Int { inKibibytes(of: "\(process)") }

    private static func inKibibytes(of process: String) -> Int {
        let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line?.split(separator: " ").lazy.compactMap { Int($0) }.first ?? 0
    }
}
