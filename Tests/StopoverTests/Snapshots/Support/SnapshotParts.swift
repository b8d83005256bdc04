@testable import Stopover

/// A snapshot's frames, to be put together again in another way.
struct SnapshotParts {
    struct Part {
        var bytes: [UInt8]
        var contentSize: Int
    }

    /// Page 1, padding, the frames of pages, the manifest.
    var parts: [Part] = []

    init(_ path: String) throws {
        let file = try SnapshotFile(path: path)
        var offset = 0
        for entry in file.table.entries {
            let bytes = try file.file.bytes(offset..<offset + entry.sizeInBytes)
            parts.append(Part(bytes: bytes, contentSize: entry.contentSizeInBytes))
            offset += entry.sizeInBytes
        }
    }

    var manifest: SnapshotManifest {
        get throws { try SnapshotManifest(frame: parts[parts.count - 1].bytes[...]) }
    }

    mutating func change(_ change: (inout SnapshotManifest) -> Void) throws {
        var manifest = try manifest
        change(&manifest)
        parts[parts.count - 1].bytes = try manifest.frame()
    }

    var table: SeekTable {
        var table = SeekTable()
        for part in parts {
            table.append(sizeInBytes: part.bytes.count, contentSizeInBytes: part.contentSize)
        }
        return table
    }

    /// Where each part begins; the seek table and the end too.
    var boundaries: [Int] {
        (parts.map(\.bytes.count) + [table.frame.count]).reduce(into: [0]) {
            $0.append(($0.last ?? 0) + $1)
        }
    }

    /// - Parameter table: nil takes the one that the parts make.
    func bytes(table: SeekTable? = nil) -> [UInt8] {
        parts.flatMap(\.bytes) + (table ?? self.table).frame
    }
}
