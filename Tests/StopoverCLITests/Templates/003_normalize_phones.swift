import Stopover

struct NormalizePhones: Migration {
    let version: MigrationVersion = "003"
    let name = "normalize_phones"
    let description = "Normalize phones"

    var up: Steps {
        AddColumn("table_name", "new_column TEXT")
        Transform(
            "table_name", where: "old_column IS NOT NULL AND new_column IS NULL",
            reading: .text("old_column"), writing: .text("new_column")
        ) { old in
            old?.lowercased()
        }
        Verify(
            "every row has its new value",
            noRows: """
                SELECT 1 FROM table_name
                WHERE old_column IS NOT NULL AND new_column IS NULL
                """)
    }

    var down: Steps {
        Execute("ALTER TABLE table_name DROP COLUMN new_column")
    }
}
