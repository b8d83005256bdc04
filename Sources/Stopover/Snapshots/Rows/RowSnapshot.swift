import Zstd

/// A row snapshot whose every byte was checked, to be read chunk by chunk.
///
/// The head by its own SHA-256 and the file's; the frames by the file's, and their contents by their own
/// checksums; the manifest by its own, and by what the chunks hold; the seek table by being what the
/// frames make it.
struct RowSnapshot: Sendable {
    let head: RowSnapshotHead
    let tally: RowTally
    /// How far it was checked: of its frames, without the end.
    let mark: RowSnapshotMark
    private let file: RowSnapshotFile
    private let frames: [SeekTable.Entry]
    /// Where each frame begins.
    private let offsets: [Int]

    var rowCount: Int { tally.rowCount }
    var chunkCount: Int { frames.count }
    /// The file's name.
    var name: String { mark.name }

    /// - Parameters:
    ///   - mark: how far it goes, by the checkpoint; what lies behind it doesn't count. Nil of one that
    ///     is finished, all of which counts.
    ///   - didCheck: is given how many bytes of the file were checked more.
    /// - Throws: ``MigrationError`` `snapshotDamaged`, `snapshotMissing` or `snapshotNewer`; what
    ///   `didCheck` throws.
    init(
        path: String, mark: RowSnapshotMark?, didCheck: (Int) throws -> Void = { _ in }
    ) throws {
        do {
            let file = try ReadableFile(path: path)
            if let mark {
                let file = try RowSnapshotFile.withoutEnd(file)
                self.init(file, try RowSnapshotScan(file, upTo: mark, didCheck: didCheck))
            } else {
                try self.init(finished: RowSnapshotFile(file), didCheck)
            }
        } catch {
            throw SnapshotFailure.reading(error, path)
        }
    }

    private init(finished file: RowSnapshotFile, _ didCheck: (Int) throws -> Void) throws {
        guard let end = file.end else { throw SnapshotDamage.cut }
        let scan = try RowSnapshotScan(file, end.frames, didCheck: didCheck)
        guard scan.sha256 == end.manifest.sha256 else {
            throw SnapshotDamage("its frames do not match their SHA-256")
        }
        guard end.manifest.agrees(with: scan.tally) else {
            throw SnapshotDamage("its rows are not those that its manifest counts")
        }
        self.init(file, scan)
    }

    /// One that is finished; or what there is of one that isn't, and of which no checkpoint is known: its
    /// whole frames, which match their own checksums.
    init(asFarAsItGoes file: RowSnapshotFile, didCheck: (Int) throws -> Void) throws {
        if file.end != nil {
            try self.init(finished: file, didCheck)
        } else {
            let scan = try RowSnapshotScan(file, file.wholeFrames(), didCheck: didCheck)
            self.init(file, scan)
        }
    }

    private init(_ file: RowSnapshotFile, _ scan: RowSnapshotScan) {
        self.file = file
        head = file.head
        tally = scan.tally
        frames = scan.frames
        mark = RowSnapshotMark(
            name: file.file.name, sizeInBytes: scan.sizeInBytes, sha256: scan.sha256)
        var offset = file.headSizeInBytes
        offsets = scan.frames.map { frame in
            defer { offset += frame.sizeInBytes }
            return offset
        }
    }

    /// What the chunk of that number changed, from 0; the one in memory is the only one.
    func changes(ofChunk index: Int) throws -> ChunkChanges {
        do {
            var reader = try RowFrameReader(file.file)
            return try ChunkFrame.decode(reader.content(frames[index], at: offsets[index]))
        } catch {
            throw SnapshotFailure.reading(error, file.file.path)
        }
    }
}

extension SnapshotDamage {
    static let otherPrefix = Self("it is not what it was at the last checkpoint")
}

extension RowSnapshotFile {
    /// All frames up to the first that is none, or is cut off.
    func wholeFrames() throws -> [SeekTable.Entry] {
        var frames: [SeekTable.Entry] = []
        var offset = headSizeInBytes
        while frames.count < Self.frameLimit,
            let frame = try frame(at: offset, limit: file.sizeInBytes)
        {
            frames.append(frame)
            offset += frame.sizeInBytes
        }
        return frames
    }
}
