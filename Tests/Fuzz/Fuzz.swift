import Foundation

/// libFuzzer's way in: `STOPOVER_FUZZ` names the target.
///
/// A failure traps, so that libFuzzer keeps the input that showed it.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    do {
        _ = try body(UnsafeRawBufferPointer(start: start, count: count))
        return 0
    } catch {
        fatalError("\(error)")
    }
}

/// Of libFuzzer's one thread.
nonisolated(unsafe) private let body: FuzzTarget.Body = {
    let name = ProcessInfo.processInfo.environment["STOPOVER_FUZZ"] ?? ""
    guard let target = FuzzTarget(rawValue: name), let body = try? target.body() else {
        let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")
        fatalError("STOPOVER_FUZZ is \"\(name)\", and not one of \(names)")
    }
    return body
}()
