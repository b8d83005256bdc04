import Stopover

/// 004: mail addresses in lower case and without white space round them.
struct NormalizeEmails: Migration {
    let version: MigrationVersion = 4
    let description = "Keep every mail address trimmed and in lower case"

    var up: Steps {
        // trim() alone takes spaces only; these are tab, line feed, return, space and no-break
        // space. lower() changes ASCII letters only: Ä stays Ä.
        Update(
            "contacts",
            set: "email_normalized = lower(trim(email, char(9, 10, 13, 32, 160)))",
            where: "instr(email, '@') > 1")
        Verify(
            "every address that has an @ is normalized",
            noRows: """
                SELECT id FROM contacts WHERE instr(email, '@') > 1 AND email_normalized IS NULL
                """)
    }

    var down: Steps {
        Update("contacts", set: "email_normalized = NULL", where: "email_normalized IS NOT NULL")
    }
}
