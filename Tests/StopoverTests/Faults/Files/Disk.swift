/// What a disk holds while files are written to, and what of it outlasts a cut of the power: of a file what it
/// was at the last fsync, and of each sector since then any of its states; of a name what it stood for when its
/// directory was last synchronized, or anything that it stood for since.
struct Disk {
    /// A change of files, by their paths.
    enum Change: CustomStringConvertible {
        case make(String)
        case write(String, [UInt8], at: Int)
        case truncate(String, to: Int)
        case synchronize(String)
        case rename(String, to: String)
        case remove(String)
        case synchronizeNames(in: String)

        /// Without the bytes.
        var description: String {
            switch self {
            case .make(let path): "make \(path)"
            case .write(let path, let bytes, let offset):
                "write \(bytes.count) bytes at \(offset) of \(path)"
            case .truncate(let path, let size): "truncate \(path) to \(size)"
            case .synchronize(let path): "synchronize \(path)"
            case .rename(let old, let new): "rename \(old) to \(new)"
            case .remove(let path): "remove \(path)"
            case .synchronizeNames(let directory): "synchronize \(directory)"
            }
        }
    }

    /// What was done to a file since its last fsync.
    fileprivate enum Piece {
        case write([UInt8], at: Int)
        case truncate(to: Int)
    }

    fileprivate struct File {
        var durable: [UInt8] = []
        var pending: [Piece] = []
    }

    private var files: [File] = []
    /// What each path stood for: what is durable first, then what came since.
    private var names: [String: [Int?]] = [:]

    /// - Parameter files: all durable.
    init(_ files: [String: [UInt8]]) {
        for (path, bytes) in files {
            names[path] = [self.files.count]
            self.files.append(File(durable: bytes))
        }
    }

    mutating func apply(_ change: Change) {
        switch change {
        case .make(let path):
            files.append(File())
            name(path, files.count - 1)
        case .write(let path, let bytes, let offset):
            add(.write(bytes, at: offset), to: path)
        case .truncate(let path, let size): add(.truncate(to: size), to: path)
        case .synchronize(let path):
            guard let file = file(path) else { return }
            files[file].durable = files[file].bytes
            files[file].pending = []
        case .rename(let old, let new):
            name(new, file(old))
            name(old, nil)
        case .remove(let path): name(path, nil)
        case .synchronizeNames(let directory):
            for (path, files) in names where directoryPath(path) == directory {
                names[path] = files.suffix(1)
            }
        }
    }

    private func directoryPath(_ path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    }

    private func file(_ path: String) -> Int? { names[path]?.last ?? nil }

    private mutating func name(_ path: String, _ file: Int?) {
        names[path, default: [nil]].append(file)
    }

    private mutating func add(_ piece: Piece, to path: String) {
        guard let file = file(path) else { return }
        files[file].pending.append(piece)
    }
}

// MARK: Cuts

extension Disk {
    /// What becomes of that which no fsync made durable.
    enum Loss: Sendable, Hashable {
        /// Nothing of it is there.
        case dropped
        /// All of it is there.
        case kept
        /// Any of it is there, sector by sector, in any order.
        case torn(seed: UInt64)
    }

    /// The files that are there after a cut of the power.
    func files(after loss: Loss) -> [String: [UInt8]] {
        var random = SeededGenerator(seed: 0)
        if case .torn(let seed) = loss { random = SeededGenerator(seed: seed) }
        var found: [String: [UInt8]] = [:]
        // In order: the seed must mean the same each time.
        for (path, files) in names.sorted(by: { $0.key < $1.key }) {
            let file: Int?
            switch loss {
            case .dropped: file = files.first ?? nil
            case .kept: file = files.last ?? nil
            case .torn: file = files.randomElement(using: &random) ?? nil
            }
            guard let file else { continue }
            switch loss {
            case .dropped: found[path] = self.files[file].durable
            case .kept: found[path] = self.files[file].bytes
            case .torn: found[path] = self.files[file].torn(using: &random)
            }
        }
        return found
    }
}

extension Disk.File {
    /// With all that was done to it.
    fileprivate var bytes: [UInt8] {
        var bytes = durable
        for piece in pending { piece.apply(to: &bytes) }
        return bytes
    }

    private static let sectorSizeInBytes = 512
    /// What the file system gives a file at once.
    private static let blockSizeInBytes = 4096

    /// Each sector as it was after so many of the pieces, however many they are for others; so is the size.
    /// What lies in it and was never written reads as zeros.
    ///
    /// What makes a file smaller takes blocks from it by one change of the file system's own record: they are
    /// gone all at once, as its size says; and where they aren't, nothing is in them that was written after it.
    fileprivate func torn(using random: inout SeededGenerator) -> [UInt8] {
        var sizes = [durable.count]
        for piece in pending { sizes.append(piece.size(of: sizes[sizes.count - 1])) }
        let cuts = pending.indices.filter { sizes[$0 + 1] < sizes[$0] }
        /// Whether it takes the block that a sector is in.
        func takes(_ cut: Int, _ sector: Int) -> Bool {
            let block = sector * Self.sectorSizeInBytes / Self.blockSizeInBytes
            return block * Self.blockSizeInBytes >= sizes[cut + 1]
        }
        let sizeState = state(using: &random)
        let room = sizes.max() ?? 0
        let sectors = 0..<(room + Self.sectorSizeInBytes - 1) / Self.sectorSizeInBytes
        let states = sectors.map { sector in
            let last = cuts.first { $0 >= sizeState && takes($0, sector) } ?? pending.count
            return min(state(using: &random), last)
        }
        var bytes = durable + repeatElement(0, count: room - durable.count)
        for (index, piece) in pending.enumerated() {
            let isCut = cuts.contains(index)
            piece.apply(to: &bytes, sectorSizeInBytes: Self.sectorSizeInBytes) { sector in
                (isCut && takes(index, sector) ? sizeState : states[sector]) > index
            }
        }
        return Array(bytes.prefix(sizes[sizeState]))
    }

    /// A state's number; the first and the last more often than those between.
    private func state(using random: inout SeededGenerator) -> Int {
        switch UInt8.random(in: 0..<4, using: &random) {
        case 0: 0
        case 1: pending.count
        default: .random(in: 0...pending.count, using: &random)
        }
    }
}

extension Disk.Piece {
    /// What it makes of a file's size.
    fileprivate func size(of before: Int) -> Int {
        switch self {
        case .write(let new, let offset): max(before, offset + new.count)
        case .truncate(let size): size
        }
    }

    fileprivate func apply(to bytes: inout [UInt8]) {
        let size = size(of: bytes.count)
        if bytes.count < size { bytes += repeatElement(0, count: size - bytes.count) }
        bytes.removeSubrange(size...)
        guard case .write(let new, let offset) = self else { return }
        bytes.replaceSubrange(offset..<offset + new.count, with: new)
    }

    /// Changes the sectors that are `chosen`, in a room that is large enough.
    fileprivate func apply(
        to bytes: inout [UInt8], sectorSizeInBytes: Int, chosen: (Int) -> Bool
    ) {
        let (range, new): (Range<Int>, [UInt8]?) =
            switch self {
            case .write(let new, let offset): (offset..<offset + new.count, new)
            case .truncate(let size): (min(size, bytes.count)..<bytes.count, nil)
            }
        var start = range.lowerBound
        while start < range.upperBound {
            let sector = start / sectorSizeInBytes
            let end = min(range.upperBound, (sector + 1) * sectorSizeInBytes)
            if chosen(sector) {
                let part = start - range.lowerBound..<end - range.lowerBound
                bytes.replaceSubrange(
                    start..<end,
                    with: new.map { $0[part] } ?? [UInt8](repeating: 0, count: end - start)[...])
            }
            start = end
        }
    }
}
