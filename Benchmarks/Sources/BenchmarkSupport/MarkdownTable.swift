/// Rows of cells, as a table in Markdown.
public struct MarkdownTable: CustomStringConvertible {
    private var lines: [String]

    public init(_ columns: String...) {
        lines = [Self.line(columns), "|" + String(repeating: "---|", count: columns.count)]
    }

    public mutating func append(_ cells: String...) {
        lines.append(Self.line(cells))
    }

    public var description: String { lines.joined(separator: "\n") }

    private static func line(_ cells: [String]) -> String {
        "| \(cells.joined(separator: " | ")) |"
    }
}
