import Testing

@testable import StopoverCLI

@Suite struct MigrationNameTests {
    @Test(
        "words are found whatever separates them",
        arguments: [
            ("normalize_phones", "normalize_phones"), ("Normalize phones", "normalize_phones"),
            ("NormalizePhones", "normalize_phones"), ("normalize-phones!", "normalize_phones"),
            ("  __a--b..c  ", "a_b_c"), ("x", "x"), ("HTTP log 2", "http_log_2"),
            ("add2columns", "add2columns"), ("V2Index", "v2_index"),
            ("../../etc/passwd", "etc_passwd"),
            ("a/b\\c\0d", "a_b_c_d"), ("größe", "gr_e"), ("2nd try", "2nd_try"),
            ("DROP TABLE t;", "drop_table_t"), ("a名b", "a_b"),
        ])
    func snakeCase(text: String, name: String) {
        #expect(MigrationName(text)?.snakeCase == name)
    }

    @Test("a name without a word is none", arguments: ["", " ", "___", "!?", "名前", "é", "🙂"])
    func none(_ text: String) {
        #expect(MigrationName(text) == nil)
    }

    @Test(
        "the type's name is a Swift name",
        arguments: [
            ("normalize_phones", "NormalizePhones"), ("x", "X"), ("2nd_try", "Migration2ndTry"),
            ("type", "MigrationType"), ("any", "MigrationAny"), ("self", "MigrationSelf"),
            ("protocol", "MigrationProtocol"), ("migration", "MigrationMigration"),
            ("types", "Types"), ("add v2 index", "AddV2Index"),
        ])
    func typeName(text: String, name: String) {
        #expect(MigrationName(text)?.typeName == name)
    }

    @Test("the sentence begins with a capital")
    func sentence() {
        #expect(MigrationName("normalize_PHONES")?.sentence == "Normalize phones")
    }
}
