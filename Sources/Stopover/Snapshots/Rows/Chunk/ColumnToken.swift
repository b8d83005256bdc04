/// What stands for one value in a column of a chunk: one byte, and for some what follows elsewhere.
///
/// | token | value | numbers | bytes | digits |
/// |---|---|---|---|---|
/// | 0 | NULL | | | |
/// | 1 | an integer | its difference to the one before | | |
/// | 2 | a real | | 8 | |
/// | 3, 4 | a text, a blob as it is | length | the value | |
/// | 5 | a text of a new shape | length | the shape | its digits |
/// | 6 | the old value | | | |
/// | 7 | a new edit of the old value | length | the edit | |
/// | 8 | as the last value whose old one had the same token | | | the shape's |
/// | 9 to 255 | the shape or edit that was the first, second, … new one | | | the shape's |
///
/// So values that are written alike, and are changed alike, cost a byte that repeats, and their digits.
enum ColumnToken {
    static let null: UInt8 = 0
    static let integer: UInt8 = 1
    static let real: UInt8 = 2
    static let text: UInt8 = 3
    static let blob: UInt8 = 4
    static let newShape: UInt8 = 5
    static let unchanged: UInt8 = 6
    static let newEdit: UInt8 = 7
    static let again: UInt8 = 8
    static let firstPattern: UInt8 = 9

    /// New shapes and edits that get a token; what comes later is written out each time.
    static let patternLimit = 256 - Int(firstPattern)
    /// Longer values are written as they are: zstd finds what repeats in them.
    static let patternLengthLimit = 64
}
