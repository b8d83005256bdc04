import Foundation

public enum PeakMemory {
    /// `VmHWM` of this process (proc(5)); 0 where the system doesn't tell.
    public static var ownInKibibytes: Int {
        let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line?.split(separator: " ").lazy.compactMap { Int($0) }.first ?? 0
    }
}
