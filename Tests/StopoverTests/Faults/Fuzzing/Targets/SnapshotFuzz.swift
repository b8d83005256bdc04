import Crypto
import Foundation
import Zstd

@testable import Stopover

/// The reader of database snapshots: it finds a file whole, or refuses it as damaged or newer, and what it
/// found whole it reads as it was written.
///
/// A changed byte of a file is found by a SHA-256 at once, so an input may also be what a file is made of,
/// which is put together and sealed here:
///
/// | part | |
/// |---|---|
/// | a byte | ``Options`` |
/// | manifest | JSON |
/// | page 1 | |
/// | a byte and two numbers | which entry of the seek table is changed, and what it is then |
/// | all that follows | pages 2 to the last |
struct SnapshotFuzz {
    struct Options: OptionSet {
        let rawValue: UInt8

        /// The rest is a file as it is.
        static let whole = Self(rawValue: 1)
        /// The manifest's hashes stay as they are.
        static let ownHashes = Self(rawValue: 2)
        /// The manifest's page size and count stay as they are.
        static let ownSizes = Self(rawValue: 4)
        /// Page 1 keeps the page size that it names.
        static let ownPageSize = Self(rawValue: 8)
        /// The manifest is embedded as it is, sealed.
        static let ownManifest = Self(rawValue: 16)
        /// An entry of the seek table is changed.
        static let otherTable = Self(rawValue: 32)
        /// Pages of 1 KiB in place of 512 bytes.
        static let largePages = Self(rawValue: 64)
    }

    private let file: ScratchFile
    private let compressor: FrameCompressor

    init() throws {
        file = try ScratchFile(name: "fuzz.sqlite.zst")
        compressor = try FrameCompressor()
    }

    func run(_ input: UnsafeRawBufferPointer) throws -> FuzzTarget.Ending {
        var input = FuzzInput(input)
        let options = Options(rawValue: input.byte())
        let made = options.contains(.whole) ? nil : try Made(&input, options, compressor)
        try file.write(made?.bytes ?? input.all())
        let verified: SnapshotVerification
        do {
            verified = try Snapshots(ofDatabase: "/fuzz.sqlite").verification(file.path, .silent)
        } catch let error as MigrationError {
            // What is sealed as a row snapshot is none of a database.
            try FuzzFailure.unless(
                [.snapshotDamaged, .snapshotNewer, .restoreRefused].contains(error.code),
                "\(error)")
            return .refused
        }
        try check(verified, made?.pages)
        return .read
    }

    private func check(_ verified: SnapshotVerification, _ pages: [UInt8]?) throws {
        let size = verified.snapshot.layout.databaseSizeInBytes
        var read = verified.firstPage
        let contents = try verified.snapshot.contents(workers: 1)
        while let content = try contents.next() { read += content }
        try FuzzFailure.unless(read.count == size, "it has \(read.count) bytes, not \(size)")
        if let pages {
            try FuzzFailure.unless(read == pages, "its pages are not those that it was made of")
        }
    }
}

extension SnapshotFuzz {
    /// A file put together.
    struct Made {
        let bytes: [UInt8]
        /// Of the database in it.
        let pages: [UInt8]

        init(
            _ input: inout FuzzInput, _ options: Options, _ compressor: FrameCompressor
        ) throws {
            let json = input.part()
            let pageSize = options.contains(.largePages) ? 1_024 : 512
            var page = input.part().filled(to: pageSize)
            if !options.contains(.ownPageSize) {
                page[16...17] = [UInt8(pageSize >> 8), UInt8(pageSize & 0xFF)]
            }
            let change = (Int(input.byte()), input.number(), input.number())
            let rest = input.all()
            let others = rest.filled(to: (rest.count + pageSize - 1) / pageSize * pageSize)

            var table = SeekTable()
            let first = try compressor.frame(page)
            let headSize = SnapshotLayout.headSizeInBytes(pageSizeInBytes: pageSize)
            let padding = SkippableFrame.padding.bytes(
                [UInt8](
                    repeating: 0,
                    count: headSize - first.count - SkippableFrame.headerSizeInBytes))
            table.append(sizeInBytes: first.count, contentSizeInBytes: page.count)
            table.append(sizeInBytes: padding.count, contentSizeInBytes: 0)
            let frame = others.isEmpty ? [] : try compressor.frame(others)
            if !others.isEmpty {
                table.append(sizeInBytes: frame.count, contentSizeInBytes: others.count)
            }
            let manifest = try Self.manifest(json, options) { manifest in
                if !options.contains(.ownHashes) {
                    manifest.headSHA256 = (first + padding).sha256
                    manifest.framesSHA256 = frame.sha256
                    manifest.firstPageSHA256 = page.sha256
                    manifest.otherPagesSHA256 = others.sha256
                }
                if !options.contains(.ownSizes) {
                    manifest.pageSize = pageSize
                    manifest.pageCount = 1 + others.count / pageSize
                }
            }
            table.append(sizeInBytes: manifest.count, contentSizeInBytes: 0)
            if options.contains(.otherTable) { table.change(change.0, change.1, change.2) }
            pages = page + others
            bytes = first + padding + frame + manifest + table.frame
        }

        private static func manifest(
            _ json: [UInt8], _ options: Options, _ repair: (inout SnapshotManifest) -> Void
        ) throws -> [UInt8] {
            guard !options.contains(.ownManifest),
                var manifest = try? JSONDecoder().decode(SnapshotManifest.self, from: Data(json))
            else { return SkippableFrame.manifest.sealed(json) }
            repair(&manifest)
            return try manifest.frame()
        }
    }
}
