extension String {
    /// The text on one line, fit for a terminal: runs of white space and control characters become
    /// one space each, so that neither a step's SQL nor an escape sequence in it breaks the line.
    var singleLine: String {
        split {
            $0.isWhitespace
                || $0.unicodeScalars.contains { $0.properties.generalCategory == .control }
        }
        .joined(separator: " ")
    }

    /// The text without control characters but line ends: an escape sequence in a name or in SQL stays out of
    /// the terminal.
    var printable: String {
        var scalars = UnicodeScalarView()
        for scalar in unicodeScalars {
            let isControl = scalar.properties.generalCategory == .control && scalar != "\n"
            scalars.append(isControl ? " " : scalar)
        }
        return String(scalars)
    }

    /// At most `width` characters, the last being `…` where some are left out.
    func truncated(to width: Int) -> String {
        count <= width ? self : width < 1 ? "" : prefix(width - 1) + "…"
    }
}
