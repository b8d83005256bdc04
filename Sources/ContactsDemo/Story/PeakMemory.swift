import Foundation

/// The most memory that a watched process had resident, where the system tells (Linux).
final class PeakMemory {
    private(set) var bytes: Int?

    /// Reads `VmHWM` of `/proc/PID/status` (proc(5)). The children's `getrusage` won't do: it counts
    /// what this process held when it made them.
    func note(_ process: Int32) {
        guard
            let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
            let kibibytes = line.split(separator: " ").lazy.compactMap({ Int($0) }).first
        else { return }
        bytes = max(bytes ?? 0, kibibytes * 1024)
    }
}
