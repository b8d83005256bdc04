import Crypto
import Foundation
import Zstd

/// Writes a row snapshot's file: a frame with each chunk, and its end when the migration is done.
///
/// A chunk's frame is durable before the chunk is committed, and the commit keeps how far the file goes
/// then. So a crash leaves one frame more than the checkpoint knows of, at most, and it is cut off.
final class RowSnapshotWriter: PreimageStore {
    private let directory: SnapshotDirectory
    private let head: RowSnapshotHead
    private var file: WritableFile
    /// It goes on with a file: what lies before its own frames was hashed, and is counted when it ends.
    private let isResumed: Bool
    /// Its own.
    private var frames: [SeekTable.Entry] = []
    private var standing: Standing
    /// Before the last frame: a chunk that is rolled back goes back to it.
    private var before: Standing?
    private var isSealed = false
    /// Behind `standing` lies what an attempt to write left.
    private var isTailDirty = false
    private var chunk = ChunkFrameEncoder()
    private var content = ByteWriter()
    private let compressor: FrameCompressor

    /// Up to where the file is written.
    struct Standing {
        var sizeInBytes = 0
        var digest = SHA256()
        /// Of the writer's own frames.
        var tally = RowTally()

        /// Takes what is written behind.
        mutating func add(_ bytes: UnsafeRawBufferPointer) {
            digest.update(bufferPointer: bytes)
            sizeInBytes += bytes.count
        }

        func mark(_ name: String) -> RowSnapshotMark {
            RowSnapshotMark(
                name: name, sizeInBytes: sizeInBytes, sha256: digest.finalize().hexadecimal)
        }

        func isAt(_ mark: RowSnapshotMark) -> Bool {
            sizeInBytes == mark.sizeInBytes && self.mark(mark.name) == mark
        }
    }

    init(
        _ file: WritableFile, in directory: SnapshotDirectory, _ head: RowSnapshotHead,
        _ standing: Standing, isResumed: Bool = false, isSealed: Bool = false
    ) throws {
        self.file = file
        self.directory = directory
        self.head = head
        self.standing = standing
        self.isResumed = isResumed
        self.isSealed = isSealed
        compressor = try FrameCompressor()
    }

    /// Begins a snapshot; its file is there, durable, under its own name.
    ///
    /// - Throws: ``MigrationError``; then there is no such file.
    static func create(
        in directory: SnapshotDirectory, _ head: RowSnapshotHead, at time: Date = Date()
    ) throws -> RowSnapshotWriter {
        do {
            try directory.removeLeftovers()
            let bytes = try head.frame()
            var standing = Standing()
            let file = try directory.makeRows(head, at: time) { file in
                try bytes.withUnsafeBytes {
                    try file.write($0, at: 0)
                    standing.add($0)
                }
            }
            return try RowSnapshotWriter(file, in: directory, head, standing)
        } catch {
            throw SnapshotFailure.writing(error, in: directory.path)
        }
    }

    /// Where it stands: what the checkpoint keeps.
    var mark: RowSnapshotMark { standing.mark(file.name) }

    // MARK: Chunks

    /// Begins a chunk's frame behind `mark`.
    ///
    /// - Parameter mark: the checkpoint's. Where an earlier attempt of the chunk was rolled back after its
    ///   frame was written, that frame is cut off first.
    /// - Throws: ``MigrationError`` `diskFull` or `snapshotFailed`, as all of a chunk does; a further attempt
    ///   is possible.
    func begin(after mark: RowSnapshotMark) throws {
        chunk.begin()
        do {
            try goBack(to: mark)
            if isSealed { try moveToNewFile() }
            try cutTail()
        } catch {
            throw SnapshotFailure.writingRows(error, file.path)
        }
    }

    func add(_ changes: ChunkChanges) throws {
        do {
            try chunk.add(changes)
        } catch {
            throw SnapshotFailure.writingRows(error, file.path)
        }
    }

    /// Appends the frame and makes it durable.
    func finish() throws -> RowSnapshotMark {
        do {
            chunk.finish(into: &content)
            var next = standing
            try next.tally.add(content.bytes.withUnsafeBytes { try ChunkFrame.heads($0) })
            try append(&next)
        } catch {
            throw SnapshotFailure.writingRows(error, file.path)
        }
        return mark
    }

    /// Appends the content's frame; what fails in between leaves a tail that the next attempt cuts off.
    private func append(_ next: inout Standing) throws {
        guard frames.count < RowSnapshotFile.frameLimit else {
            throw SnapshotDamage("it has more frames than a seek table takes")
        }
        let frame = Buffer(capacity: FrameCompressor.bound(content.bytes.count))
        frame.count = try content.bytes.withUnsafeBytes {
            try compressor.compress($0, into: frame.room)
        }
        isTailDirty = true
        try file.write(frame.bytes, at: standing.sizeInBytes)
        try file.synchronize()
        next.add(frame.bytes)
        frames.append(
            .init(sizeInBytes: frame.count, contentSizeInBytes: content.bytes.count))
        (before, standing) = (standing, next)
        isTailDirty = false
    }

    /// Forgets the last frame where the checkpoint doesn't know of it.
    private func goBack(to mark: RowSnapshotMark) throws {
        if standing.isAt(mark) { return }
        guard let before, before.isAt(mark) else {
            throw SnapshotDamage("it does not stand where the checkpoint says")
        }
        standing = before
        self.before = nil
        frames.removeLast()
        isTailDirty = true
    }

    private func cutTail() throws {
        guard isTailDirty else { return }
        try file.truncate(to: standing.sizeInBytes)
        isTailDirty = false
    }

    /// Goes on in a file of its own with what is there: the old one is finished, or somebody else's.
    func moveToNewFile() throws {
        let old = try ReadableFile(path: file.path)
        file = try directory.makeRows(head, at: Date()) { [standing] copy in
            try standing.copy(from: old, to: copy)
        }
        (isSealed, isTailDirty) = (false, false)
    }

    // MARK: The end

    /// Ends the file, and makes the end durable; does nothing where it has one.
    ///
    /// - Parameter mark: the checkpoint's: what a chunk left that was rolled back is cut off first.
    /// - Throws: ``MigrationError`` `diskFull` or `snapshotFailed`, after which a further attempt is possible;
    ///   `snapshotMissing` or `snapshotDamaged` where the file that it goes on with is no longer what it was.
    func seal(after mark: RowSnapshotMark) throws { try seal(after: mark, at: Date()) }

    func seal(after mark: RowSnapshotMark, at time: Date) throws {
        guard !isSealed else { return }
        do {
            try goBack(to: mark)
            try cutTail()
            let (frames, tally) = try contents()
            let manifest = try RowSnapshotManifest(
                tally, sha256: self.mark.sha256, at: time
            ).frame()
            var table = SeekTable()
            let framesSize = frames.reduce(0) { $0 + $1.sizeInBytes }
            table.append(sizeInBytes: standing.sizeInBytes - framesSize, contentSizeInBytes: 0)
            for frame in frames { table.append(frame) }
            table.append(sizeInBytes: manifest.count, contentSizeInBytes: 0)
            isTailDirty = true
            try (manifest + table.frame).withUnsafeBytes {
                try file.write($0, at: standing.sizeInBytes)
            }
            try file.synchronize()
            (isTailDirty, isSealed) = (false, true)
        } catch {
            throw SnapshotFailure.writingRows(error, file.path)
        }
    }

    /// The frames up to where it stands, and the rows in them: of a file that it goes on with by reading it.
    private func contents() throws -> (frames: [SeekTable.Entry], tally: RowTally) {
        guard isResumed else { return (frames, standing.tally) }
        do {
            guard let opened = try directory.existing() else {
                throw FileSystem.Failure(path: file.path, code: ENOENT)
            }
            let snapshot = try RowSnapshotFile.withoutEnd(opened.readable(file.name))
            let scan = try RowSnapshotScan(snapshot, upTo: mark)
            return (scan.frames, scan.tally)
        } catch {
            throw Self.resuming(error, file.path).with(outcome: .failed)
        }
    }
}

extension RowSnapshotWriter.Standing {
    /// Bytes that are read at once.
    private static let pieceSizeInBytes = 256 << 10

    /// Reads a file up to an offset, without a look at what is in its frames: so going on with one takes no
    /// longer than its hash.
    ///
    /// - Parameter take: is given each piece, and where it lies.
    init(
        _ file: ReadableFile, upTo size: Int,
        take: (_ piece: UnsafeRawBufferPointer, _ offset: Int) throws -> Void = { _, _ in }
    ) throws {
        self.init()
        let piece = Buffer(capacity: Self.pieceSizeInBytes)
        while sizeInBytes < size {
            piece.count = min(size - sizeInBytes, Self.pieceSizeInBytes)
            try file.read(into: piece.filled, at: sizeInBytes)
            try take(piece.bytes, sizeInBytes)
            add(piece.bytes)
        }
    }

    /// Copies the file up to here, and checks what it copies.
    fileprivate func copy(from old: ReadableFile, to new: PartialFile) throws {
        let copied = try Self(old, upTo: sizeInBytes) { try new.write($0, at: $1) }
        guard copied.isAt(mark("")) else { throw SnapshotDamage.otherPrefix }
    }
}

extension SnapshotDirectory {
    /// Makes a row snapshot's file with what `fill` writes; it is there under its own name with all of
    /// that, durable, or not at all.
    fileprivate func makeRows(
        _ head: RowSnapshotHead, at time: Date, _ fill: (PartialFile) throws -> Void
    ) throws -> WritableFile {
        let file = try make { attempt in
            SnapshotName.of(
                .migration, .rows, version: head.version, name: head.name, at: time,
                attempt: attempt)
        }
        try fill(file)
        return try file.publish()
    }
}
