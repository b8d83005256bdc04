import Testing

@testable import Stopover

private struct NormalizePhones: Migration {
    let version: MigrationVersion = 3
    var up: Steps { Execute("SELECT 1") }
}

private struct HTTPLog2: Migration {
    let version: MigrationVersion = 1
    var up: Steps { Execute("SELECT 1") }
}

private struct Add_Index: Migration {
    let version: MigrationVersion = 1
    var up: Steps { Execute("SELECT 1") }
}

private struct E164Phones: Migration {
    let version: MigrationVersion = 1
    var up: Steps { Execute("SELECT 1") }
}

private struct Lower: Migration {
    let version: MigrationVersion = 1
    var up: Steps { Execute("SELECT 1") }
}

private struct AddÄrzte: Migration {
    let version: MigrationVersion = 1
    var up: Steps { Execute("SELECT 1") }
}

@Suite struct MigrationTests {
    @Test("The name is the type's in snake case, unless declared")
    func names() {
        let migrations: [any Migration] = [
            NormalizePhones(), HTTPLog2(), Add_Index(), E164Phones(), Lower(), AddÄrzte(),
            TestMigration(name: "declared") { Execute("SELECT 1") },
        ]
        #expect(
            migrations.map(\.name) == [
                "normalize_phones", "http_log2", "add_index", "e164_phones", "lower", "add_ärzte",
                "declared",
            ])
    }

    @Test("Version and up are all that must be declared")
    func defaults() throws {
        let migration = NormalizePhones()
        #expect(migration.description == "")
        #expect(migration.revision == 1)
        #expect(migration.foreignKeys == .checked)
        #expect(migration.down.operations.isEmpty)
    }

    @Test("Foreign keys are called as in SQL files")
    func foreignKeys() {
        #expect(ForeignKeys.allCases.map(\.rawValue) == ["checked", "enforced", "off"])
    }
}
