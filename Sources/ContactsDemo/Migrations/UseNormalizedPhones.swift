import Stopover

/// 007: the number that contacts show is the first of those that were read from it. What people had
/// written is in the way then, and no step could bring it back: the row snapshot can.
struct UseNormalizedPhones: Migration {
    let version: MigrationVersion = 7
    let description = "Show every phone number in E.164 form"

    var up: Steps {
        Update(
            "contacts",
            set: """
                phone = (SELECT e164 FROM phones WHERE contact_id = contacts.id AND position = 1)
                """,
            where: "EXISTS (SELECT * FROM phones WHERE contact_id = contacts.id AND position = 1)")
    }
}
