import GRDB

/// Writes what the generator makes into the tables of migration 001.
struct DatabaseFiller {
    /// Rows of one transaction: each one writes most pages of the indexes again.
    static let rowsPerTransaction = 100_000

    let generator: ContactGenerator

    /// Fills the database, which is in WAL mode from then on.
    func fill(_ path: String) throws {
        let database = try DatabaseQueue(path: path, configuration: Self.configuration)
        try database.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA journal_mode = WAL")
        }
        try insert(generator.companyCount, "companies", columns: 3, into: database) { row, id in
            let company = generator.company(id)
            row.bind(id)
            row.bind(company.name)
            row.bind(company.country)
        }
        try insert(generator.contactCount, "contacts", columns: 10, into: database) { row, id in
            row.bind(generator.contact(id))
        }
        try insert(generator.orderCount, "orders", columns: 4, into: database) { row, id in
            let order = generator.order(id)
            row.bind(id)
            row.bind(order.contactID)
            row.bind(order.totalInCents)
            row.bind(order.placedAt)
        }
        try database.close()
    }

    /// A lost database is made again, so nothing waits for the disk here; and every reference is to a
    /// row that the generator makes.
    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA synchronous = OFF; PRAGMA cache_size = -65536")
        }
        return configuration
    }

    private func insert(
        _ count: Int, _ table: String, columns: Int, into database: DatabaseQueue,
        bind: (inout InsertStatement, Int) -> Void
    ) throws {
        for first in stride(from: 1, through: count, by: Self.rowsPerTransaction) {
            try database.write { db in
                var row = try InsertStatement(db, into: table, columnCount: columns)
                for id in first...min(count, first + Self.rowsPerTransaction - 1) {
                    bind(&row, id)
                    try row.insert()
                }
            }
        }
    }
}

extension InsertStatement {
    fileprivate mutating func bind(_ contact: Contact) {
        bind(contact.id)
        bind(contact.companyID)
        bind(contact.name)
        bind(contact.email)
        switch contact.phone {
        case .text(let text): bind(text)
        case .blob(let bytes): bind(bytes)
        case nil: bind(nil as String?)
        }
        bind(contact.country)
        bind(contact.city)
        bind(contact.birthday)
        bind(contact.notes)
        bind(contact.createdAt)
    }
}
