/// Rows whose columns stand below each other, two spaces apart.
struct TextTable {
    private let header: [String]
    private var rows: [(cells: [String], further: [String])] = []

    init(header: [String]) {
        self.header = header
    }

    /// - Parameter further: lines below the row, as wide as they come.
    mutating func add(_ cells: [String], further: [String] = []) {
        rows.append((cells, further))
    }

    var text: String {
        let all = [header] + rows.map(\.cells)
        let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        let lines = rows.flatMap { [line($0.cells, widths)] + $0.further }
        return ([line(header, widths)] + lines).joined(separator: "\n")
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var line = zip(cells, widths)
            .map { cell, width in cell + String(repeating: " ", count: width - cell.count) }
            .joined(separator: "  ")
        while line.last == " " { line.removeLast() }
        return line
    }
}
