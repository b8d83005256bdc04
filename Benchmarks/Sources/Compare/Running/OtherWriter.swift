import BenchmarkSupport
import Foundation

/// Someone else who writes meanwhile, in a process of its own: ``WriterCommand``.
enum OtherWriter {
    /// Does `work` while the other one writes.
    static func beside(_ database: String, _ work: () throws -> Void) throws -> ToldByWriter {
        let (input, output) = (Pipe(), Pipe())
        let process = try ChildProcess.start(
            Tool.compare("write", database), input: input, output: output)
        // Its first line says that it has begun.
        let first = output.fileHandleForReading.availableData
        let result = Result {
            guard String(decoding: first, as: UTF8.self).hasPrefix(WriterCommand.ready) else {
                throw Failure()
            }
            try work()
        }
        // The end of its input ends it.
        try input.fileHandleForWriting.close()
        let rest = output.fileHandleForReading.readDataToEndOfFile()
        ChildProcess.wait(for: process)
        try result.get()
        guard process.terminationStatus == 0, let last = rest.split(separator: 10).last else {
            throw Failure()
        }
        return try JSONDecoder().decode(ToldByWriter.self, from: last)
    }

    struct Failure: Error, CustomStringConvertible {
        var description: String { "The other writer failed." }
    }
}
