import GRDB
import Testing

@testable import Stopover

@Suite("Database+Functions") struct DatabaseFunctionsTests {
    private func functions(
        _ names: [String], _ prepare: (Database) throws -> Void = { _ in }
    ) throws -> Set<SQLFunction> {
        try DatabaseQueue().write { db in
            try prepare(db)
            return try db.sqlFunctions(named: Set(names.map(FoldedName.init)))
        }
    }

    @Test(
        "What SQLite says of its own functions is known",
        arguments: [
            ("lower", true, true), ("like", true, true), ("datetime", true, false),
            ("random", false, false), ("changes", false, false),
            ("last_insert_rowid", false, false), ("current_timestamp", false, false),
        ]
    )
    func ownOfSQLite(_ name: String, _ isDeterministic: Bool, _ isSteady: Bool) throws {
        let found = try functions([name])
        #expect(!found.isEmpty)
        #expect(found.allSatisfy { $0.isBuiltIn })
        #expect(found.allSatisfy { $0.isDeterministic == isDeterministic })
        #expect(found.allSatisfy { $0.isSteady == isSteady })
    }

    @Test("An app's function is another one, pure or not")
    func app() throws {
        let built = try functions(["lower"])
        for isPure in [true, false] {
            let found = try functions(["lower"]) { db in
                db.add(
                    function: DatabaseFunction("LOWER", argumentCount: 1, pure: isPure) { $0[0] })
            }
            #expect(found != built)
            #expect(
                found.subtracting(built) == [
                    SQLFunction(
                        name: FoldedName("lower"), argumentCount: 1, isBuiltIn: false,
                        isDeterministic: isPure)
                ])
        }
    }

    @Test("A LIKE that minds the case is another one")
    func like() throws {
        let found = try functions(["like"]) {
            try $0.execute(sql: "PRAGMA case_sensitive_like = ON")
        }
        #expect(found != (try functions(["like"])))
    }

    @Test("Names that are none of a function find nothing")
    func none() throws {
        #expect(try functions(["phone", "("]) == [])
        // An aggregate.
        #expect(try functions(["group_concat"]) == [])
    }
}
