/// Why a text that holds digits can't be taken for a phone number.
enum PhoneRefusal: Error, Equatable {
    /// Something stands among the digits that no number has: `4.91E+11`, `030 12345??`.
    case strayCharacters
    /// Too few digits or too many, for the country where it is known.
    case wrongLength
}
