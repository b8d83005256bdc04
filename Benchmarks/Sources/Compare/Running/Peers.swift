import BenchmarkSupport
import Foundation

/// The Python environment of the peers from PyPI, and our scripts.
struct Peers {
    private let environment: String
    private let scripts: String

    /// Makes the environment where there isn't one with just these requirements: in `.build` beside
    /// this executable, so that the next call finds it.
    ///
    /// - Parameter directory: where the scripts go.
    init(_ directory: String) throws {
        environment = Self.buildDirectory(else: directory) + "/compare-venv"
        scripts = directory + "/peers"
        try Self.write(
            [
                "telling.py": PackageResources.telling_py,
                "limit_offset.py": PackageResources.limit_offset_py,
                "alembic_loop.py": PackageResources.alembic_loop_py,
            ], to: scripts)
        try makeEnvironment()
    }

    func script(_ name: String, _ arguments: [String]) -> [String] {
        command("python", ["\(scripts)/\(name)"] + arguments)
    }

    func command(_ name: String, _ arguments: [String]) -> [String] {
        ["\(environment)/bin/\(name)"] + arguments
    }

    /// Python's and the peers'.
    func versions() throws -> [String] {
        let python = try ChildProcess.run(command("python", ["--version"])).output
        let peers = String(decoding: PackageResources.requirements_txt, as: UTF8.self)
        return (python + peers.replacingOccurrences(of: "==", with: " "))
            .split(separator: "\n").map(String.init)
    }

    enum Failure: Error, CustomStringConvertible {
        case notMade

        var description: String { "The Python environment was not made." }
    }

    private func makeEnvironment() throws {
        let requirements = PackageResources.requirements_txt
        let mark = environment + "/requirements.txt"
        guard FileManager.default.contents(atPath: mark) != Data(requirements) else { return }
        note("Python environment: \(environment)")
        _ = try ChildProcess.run(Tool.env("python3", "-m", "venv", "--clear", environment))
        let pending = environment + "/pending.txt"
        try Data(requirements).write(to: URL(fileURLWithPath: pending))
        _ = try ChildProcess.run(
            command("python", ["-m", "pip", "install", "--quiet", "-r", pending]))
        // Last, so that an environment that was left half made is made anew.
        try FileManager.default.moveItem(atPath: pending, toPath: mark)
    }

    private static func buildDirectory(else fallback: String) -> String {
        let executable = URL(fileURLWithPath: Tool.compare()[0]).pathComponents
        guard let index = executable.lastIndex(of: ".build") else { return fallback }
        return "/" + executable[1...index].joined(separator: "/")
    }

    private static func write(_ files: [String: [UInt8]], to directory: String) throws {
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        for (name, bytes) in files {
            try Data(bytes).write(to: URL(fileURLWithPath: "\(directory)/\(name)"))
        }
    }
}
