import Foundation

/// What a command prints; its arguments are no shell's.
func tool(_ command: String, _ arguments: String...) throws -> String {
    let (process, output, errors) = (Process(), Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [command] + arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    // What fails writes little: its errors fit in the pipe.
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    let error = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
        throw ToolFailure(
            command: command, status: process.terminationStatus,
            error: String(decoding: error, as: UTF8.self))
    }
    return String(decoding: text, as: UTF8.self)
}

struct ToolFailure: Error {
    let command: String
    let status: Int32
    let error: String
}
