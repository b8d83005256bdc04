import BenchmarkSupport

/// How the LIMIT/OFFSET loop grows: at sizes that it can finish.
struct Growth {
    /// As `--only` takes it.
    static let name = "limit-offset"
    private static let sizes = [20_000, 40_000, 80_000]
    private static let pageSizes = [1000, 100]

    /// Of each size of a page and of the table, round by round.
    private var seconds: [Int: [Int: [Double]]] = [:]

    /// Runs each size once a round.
    mutating func run(rounds: Int, _ files: Files, _ peers: Peers) throws {
        let stocks = Self.sizes.map { Stock(directory: files.directory, rows: $0) }
        for stock in stocks { try stock.make(for: Self.pageSizes.map(Self.loop), files) }
        for round in 1...rounds {
            for stock in stocks {
                let trial = Trial(files: files, stock: stock, peers: peers)
                for pageSize in Self.pageSizes {
                    let sample = try trial.run(Self.loop(pageSize))
                    note(
                        "round \(round) of \(rounds): \(Self.name), \(Text.count(stock.rows)) rows, "
                            + "pages of \(pageSize), \(Text.seconds(sample.seconds))")
                    seconds[pageSize, default: [:]][stock.rows, default: []].append(sample.seconds)
                }
            }
        }
        for stock in stocks { try stock.remove() }
    }

    /// - Parameter rows: the size that the others ran at.
    func table(rows: Int) -> String {
        var table = MarkdownTable("rows of a page", "rows", "median", "spread", "time per row")
        for pageSize in Self.pageSizes {
            for (size, seconds) in (seconds[pageSize] ?? [:]).sorted(by: { $0.key < $1.key }) {
                table.append(
                    Text.count(pageSize), Text.count(size), Text.seconds(median(seconds)),
                    Text.seconds(seconds.range), Text.microseconds(median(seconds) / Double(size)))
            }
            guard let largest = Self.sizes.last, rows > largest else { continue }
            table.append(
                Text.count(pageSize), "\(Text.count(rows)), not run",
                "\(Text.seconds(estimate(rows, pageSize))) by the line through these", "",
                Text.microseconds(estimate(rows, pageSize) / Double(rows)))
        }
        return "## LIMIT/OFFSET loop, Python\n\n\(table)\n"
    }

    private static func loop(_ pageSize: Int) -> Contender {
        Contender(
            name: name, title: name, job: .phones,
            work: .script("limit_offset.py", [String(pageSize)]))
    }

    /// Seconds at a size that was not run, by the least-squares line through the times per row.
    private func estimate(_ rows: Int, _ pageSize: Int) -> Double {
        let points = (seconds[pageSize] ?? [:]).map { size, seconds in
            (x: Double(size), y: median(seconds) / Double(size))
        }
        let middle = (x: points.map(\.x).mean, y: points.map(\.y).mean)
        let slope =
            points.map { ($0.x - middle.x) * ($0.y - middle.y) }.mean
            / points.map { ($0.x - middle.x) * ($0.x - middle.x) }.mean
        return (middle.y + slope * (Double(rows) - middle.x)) * Double(rows)
    }
}

extension [Double] {
    fileprivate var mean: Double { reduce(0, +) / Double(count) }
}
