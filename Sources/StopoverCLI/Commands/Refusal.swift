/// What a command itself refuses, before the library is asked; nothing was changed.
struct Refusal: Error, Hashable {
    let code: String
    let message: String
    let hint: String?
}
