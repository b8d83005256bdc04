/// One row of each table as the generator makes it and as it stands before any batch.
struct Contact: Equatable, Sendable {
    /// What a phone column can hold: an old import bound some numbers as blobs.
    enum Phone: Equatable, Sendable {
        case text(String)
        case blob([UInt8])
    }

    let id: Int
    let companyID: Int?
    let name: String
    let email: String?
    let phone: Phone?
    let country: String?
    let city: String?
    let birthday: String?
    let notes: String?
    let createdAt: String
}

struct Company: Equatable, Sendable {
    let id: Int
    let name: String
    let country: String
}

struct Order: Equatable, Sendable {
    let id: Int
    let contactID: Int
    let totalInCents: Int
    let placedAt: String
}
