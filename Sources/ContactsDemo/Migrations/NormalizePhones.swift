import Stopover

/// 003: phone numbers in one form, in Swift, because SQL can't read what people write.
struct NormalizePhones: Migration {
    let version: MigrationVersion = 3
    let description = "Keep every phone number in E.164 form"

    var up: Steps {
        Transform(
            "contacts", where: "phone IS NOT NULL",
            reading: .text("phone"), .text("country"), writing: .text("phone_e164")
        ) { phone, country in
            try e164(phone, country: country)
        }
        // Rows that nobody can read stay as they are, and are noted for somebody to look at.
        .refusals(.quarantine(upTo: 100_000))
        Verify(
            "every normalized phone number begins with + and a digit from 1 to 9",
            noRows: "SELECT id FROM contacts WHERE phone_e164 NOT GLOB '+[1-9]*'")
    }

    var down: Steps {
        Update("contacts", set: "phone_e164 = NULL", where: "phone_e164 IS NOT NULL")
    }
}
