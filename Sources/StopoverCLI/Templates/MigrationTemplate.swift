/// The text that a new migration begins with.
struct MigrationTemplate {
    enum Language: CaseIterable {
        case sql, swift
    }

    let version: String
    let name: MigrationName
    let hasBatch: Bool
    let language: Language

    var fileName: String {
        switch language {
        case .sql: "\(version)_\(name.snakeCase).sql"
        case .swift: "\(version)_\(name.snakeCase).swift"
        }
    }

    var text: String {
        switch (language, hasBatch) {
        case (.sql, false): sql
        case (.sql, true): sqlBatch
        case (.swift, false): swift
        case (.swift, true): swiftBatch
        }
    }

    private var sql: String {
        """
        -- \(name.sentence)
        -- migrate:up
        CREATE TABLE table_name (id INTEGER PRIMARY KEY);
        -- migrate:down
        DROP TABLE table_name;

        """
    }

    private var sqlBatch: String {
        """
        -- \(name.sentence)
        -- migrate:up
        ALTER TABLE table_name ADD COLUMN new_column TEXT;
        -- migrate:batch table:table_name
        UPDATE table_name SET new_column = lower(old_column)
        WHERE old_column IS NOT NULL AND new_column IS NULL AND :chunk;
        -- migrate:verify every row has its new value
        SELECT 1 FROM table_name WHERE old_column IS NOT NULL AND new_column IS NULL;
        -- migrate:down
        ALTER TABLE table_name DROP COLUMN new_column;

        """
    }

    private var swift: String {
        """
        import Stopover

        struct \(name.typeName): Migration {
            let version: MigrationVersion = "\(version)"
            let name = "\(name.snakeCase)"
            let description = "\(name.sentence)"

            var up: Steps {
                Execute("CREATE TABLE table_name (id INTEGER PRIMARY KEY)")
            }

            var down: Steps {
                Execute("DROP TABLE table_name")
            }
        }

        """
    }

    private var swiftBatch: String {
        """
        import Stopover

        struct \(name.typeName): Migration {
            let version: MigrationVersion = "\(version)"
            let name = "\(name.snakeCase)"
            let description = "\(name.sentence)"

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
                    noRows: \"""
                        SELECT 1 FROM table_name
                        WHERE old_column IS NOT NULL AND new_column IS NULL
                        \""")
            }

            var down: Steps {
                Execute("ALTER TABLE table_name DROP COLUMN new_column")
            }
        }

        """
    }
}
