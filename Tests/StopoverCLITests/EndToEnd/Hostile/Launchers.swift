import Foundation

@testable import StopoverCLI

/// Commands that run the tool in another way.
enum Launchers {
    /// As somebody whom permissions bind: root's child is another user's. Nil where that can't be.
    static let ordinaryUser: [String]? =
        geteuid() == 0
        ? working(["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]) : []

    /// Who that is.
    static let ordinaryUserID: uid_t = geteuid() == 0 ? 65_534 : geteuid()

    /// Where nothing in the directory can be written, whoever it is.
    static func readOnly(_ directory: String) -> [String]? {
        let script = """
            mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && cd "$0" && exec "$@"
            """
        return working(["/usr/bin/unshare", "-m", "/bin/sh", "-c", script, directory])
    }

    private static func working(_ launcher: [String]) -> [String]? {
        guard let tool = try? ToolProcess.executable().path else { return nil }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: launcher[0])
        process.arguments = launcher.dropFirst() + [tool, "--help"]
        (process.standardInput, process.standardOutput, process.standardError) = (
            FileHandle.nullDevice, FileHandle.nullDevice, FileHandle.nullDevice
        )
        guard (try? process.run()) != nil else { return nil }
        process.waitUntilExit()
        return process.terminationStatus == 0 ? launcher : nil
    }
}

extension Sandbox {
    /// Every file in it with what it holds, but what the tool wrote to its streams.
    func contents() throws -> [String: Data] {
        var contents: [String: Data] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: root)
        where UUID(uuidString: name) == nil {
            contents[name] = FileManager.default.contents(atPath: root + "/" + name) ?? Data()
        }
        return contents
    }
}
