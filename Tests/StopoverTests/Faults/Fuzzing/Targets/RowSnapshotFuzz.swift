import Foundation
import Zstd

@testable import Stopover

/// The reader of row snapshots: it finds a file whole, or refuses it as damaged or newer; of what it found
/// whole every chunk is read or refused, and what is read can be written and is read again the same.
///
/// As with ``SnapshotFuzz`` an input is a file, or what a file is made of, which is sealed here:
///
/// | part | |
/// |---|---|
/// | a byte | ``Options`` |
/// | head | JSON |
/// | manifest | JSON |
/// | tail | bytes that stand behind an unfinished one |
/// | a byte and two numbers | which entry of the seek table is changed, and what it is then |
/// | parts, up to the end | the content of each frame |
struct RowSnapshotFuzz {
    struct Options: OptionSet {
        let rawValue: UInt8

        /// The rest is a file as it is.
        static let whole = Self(rawValue: 1)
        /// The manifest's counts and hash stay as they are.
        static let ownCounts = Self(rawValue: 2)
        /// There is no manifest and no seek table.
        static let unfinished = Self(rawValue: 4)
        /// An entry of the seek table is changed.
        static let otherTable = Self(rawValue: 8)
        /// The manifest is embedded as it is, sealed.
        static let ownManifest = Self(rawValue: 16)
    }

    private let file: ScratchFile
    private let compressor: FrameCompressor

    init() throws {
        file = try ScratchFile(name: "fuzz.rows.zst")
        compressor = try FrameCompressor()
    }

    func run(_ input: UnsafeRawBufferPointer) throws -> FuzzTarget.Ending {
        var input = FuzzInput(input)
        let options = Options(rawValue: input.byte())
        let made = options.contains(.whole) ? nil : try Made(&input, options, compressor)
        try file.write(made?.bytes ?? input.all())
        do {
            try Snapshots(ofDatabase: "/fuzz.sqlite").verify(file.path)
            // By its mark, as a rollback of half a migration finds it.
            if let mark = made?.mark { try read(RowSnapshot(path: file.path, mark: mark)) }
            if made?.mark == nil { try read(RowSnapshot(path: file.path, mark: nil)) }
        } catch let error as MigrationError {
            try FuzzFailure.unless(
                [.snapshotDamaged, .snapshotNewer].contains(error.code), "\(error)")
            return .refused
        }
        return .read
    }

    private func read(_ snapshot: RowSnapshot) throws {
        for chunk in 0..<snapshot.chunkCount {
            let changes = try snapshot.changes(ofChunk: chunk)
            var encoder = ChunkFrameEncoder()
            let content = try encoder.content(changes)
            try ChunkFuzz.check(
                changes, content.withUnsafeBytes { try ChunkFrame.heads($0) })
        }
        let file = try RowSnapshotFile.withoutEnd(ReadableFile(path: file.path))
        _ = try RowSnapshotTail(of: file, behind: snapshot.mark.sizeInBytes)
    }
}

extension RowSnapshotFuzz {
    /// A file put together.
    struct Made {
        let bytes: [UInt8]
        /// Of an unfinished one.
        let mark: RowSnapshotMark?

        /// No more frames are made: each costs more than the bytes that ask for it.
        private static let frameLimit = 8

        init(
            _ input: inout FuzzInput, _ options: Options, _ compressor: FrameCompressor
        ) throws {
            let head = SkippableFrame.rowHead.sealed(input.part())
            let json = input.part()
            let tail = input.part()
            let change = (Int(input.byte()), input.number(), input.number())
            var table = SeekTable()
            table.append(sizeInBytes: head.count, contentSizeInBytes: 0)
            var (frames, tally) = (head, RowTally())
            while !input.isAtEnd, table.entries.count <= Self.frameLimit {
                let content = input.part()
                let frame = try compressor.frame(content)
                table.append(sizeInBytes: frame.count, contentSizeInBytes: content.count)
                frames += frame
                if let heads = try? content.withUnsafeBytes({ try ChunkFrame.heads($0) }) {
                    try? tally.add(heads)
                }
            }
            guard !options.contains(.unfinished) else {
                mark = RowSnapshotMark(
                    name: "fuzz.rows.zst", sizeInBytes: frames.count, sha256: frames.sha256)
                bytes = frames + tail
                return
            }
            mark = nil
            let manifest = try Self.manifest(json, options, tally, sha256: frames.sha256)
            table.append(sizeInBytes: manifest.count, contentSizeInBytes: 0)
            if options.contains(.otherTable) { table.change(change.0, change.1, change.2) }
            bytes = frames + manifest + table.frame
        }

        private static func manifest(
            _ json: [UInt8], _ options: Options, _ tally: RowTally, sha256: String
        ) throws -> [UInt8] {
            guard !options.contains(.ownManifest),
                var manifest = try? JSONDecoder().decode(
                    RowSnapshotManifest.self, from: Data(json))
            else { return SkippableFrame.rowManifest.sealed(json) }
            if !options.contains(.ownCounts) {
                let counted = RowSnapshotManifest(tally, sha256: sha256, at: .distantPast)
                (manifest.chunks, manifest.rows) = (counted.chunks, counted.rows)
                (manifest.tables, manifest.sha256) = (counted.tables, sha256)
            }
            return try manifest.frame()
        }
    }
}
