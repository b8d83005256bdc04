/// What migration 004 must make of an address, without SQLite: nil unless an @ stands somewhere
/// after the first character; trimmed of five kinds of white space; ASCII letters in lower case.
func normalizedEmail(_ email: String?) -> String? {
    guard let scalars = email?.unicodeScalars, scalars.dropFirst().contains("@"),
        scalars.first != "@"
    else { return nil }
    var trimmed = scalars.drop(while: isTrimmed)
    while let last = trimmed.last, isTrimmed(last) { trimmed.removeLast() }
    let bytes = Substring(trimmed).utf8.map { byte in
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
    return String(decoding: bytes, as: UTF8.self)
}

private func isTrimmed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\t", "\n", "\r", " ", "\u{A0}": true
    default: false
    }
}
