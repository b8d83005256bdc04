extension String {
    /// The text as one word of a shell's command line.
    var shellQuoted: String {
        let isPlain =
            !isEmpty
            && unicodeScalars.allSatisfy {
                $0.properties.isAlphabetic || ("0"..."9").contains($0)
                    || "_-./:,@%+=".contains(Character($0))
            }
        return isPlain ? self : "'" + replacing("'", with: "'\\''") + "'"
    }
}
