import Stopover

/// 001: companies, their contacts, and the contacts' orders.
struct CreateContacts: Migration {
    let version: MigrationVersion = 1
    let description = "Companies, contacts and orders"

    var up: Steps {
        Execute(
            """
            CREATE TABLE companies (
                id INTEGER PRIMARY KEY,
                name TEXT NOT NULL,
                country TEXT NOT NULL
            );
            CREATE TABLE contacts (
                id INTEGER PRIMARY KEY,
                company_id INTEGER REFERENCES companies(id),
                name TEXT NOT NULL,
                email TEXT,
                phone TEXT,
                country TEXT,
                city TEXT,
                birthday TEXT,
                notes TEXT,
                created_at TEXT NOT NULL
            );
            CREATE INDEX contacts_company ON contacts(company_id);
            CREATE TABLE orders (
                id INTEGER PRIMARY KEY,
                contact_id INTEGER NOT NULL REFERENCES contacts(id),
                total_in_cents INTEGER NOT NULL,
                placed_at TEXT NOT NULL
            );
            CREATE INDEX orders_contact ON orders(contact_id);
            """)
    }

    var down: Steps {
        for table in ["orders", "contacts", "companies"] { Execute("DROP TABLE \(table)") }
    }
}
