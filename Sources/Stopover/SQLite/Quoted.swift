/// A name as SQL writes it, in double quotes, whatever it is made of.
func quoted(_ name: String) -> String {
    var scalars = String.UnicodeScalarView()
    scalars.append("\"")
    // By scalars: of a quote with a combining mark behind it Swift makes another character.
    for scalar in name.unicodeScalars {
        if scalar == "\"" { scalars.append(scalar) }
        scalars.append(scalar)
    }
    scalars.append("\"")
    return String(scalars)
}
