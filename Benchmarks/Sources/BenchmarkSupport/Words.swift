import GRDB

/// What the contacts' columns are made of.
enum Words {
    /// Fills the temporary table `words` that the contacts are picked from.
    static func load(into db: Database) throws {
        try db.execute(sql: "CREATE TEMP TABLE words (id INTEGER PRIMARY KEY, word TEXT NOT NULL)")
        for (id, word) in all.enumerated() {
            try db.execute(sql: "INSERT INTO words VALUES (?, ?)", arguments: [id, word])
        }
    }

    private static let all: [String] =
        given + family + domains + countries + companies + streets + cities + reasons + wishes

    // 16 each.
    private static let given = [
        "Ada", "Alan", "Barbara", "Carl", "Dorothy", "Edsger", "Emmy", "Grace", "Jørgen",
        "Katherine",
        "Leonhard", "Margaret", "Niklaus", "Radia", "Sofja", "Tove",
    ]
    private static let family = [
        "Lovelace", "Turing", "Liskov", "Gauss", "Vaughan", "Dijkstra", "Noether", "Hopper",
        "Pedersen",
        "Johnson", "Euler", "Hamilton", "Wirth", "Perlman", "Kowalewskaja", "Jansson",
    ]

    // 8 each.
    private static let domains = [
        "example.org", "Example.COM", "mail.example.net", "example.de", "post.example.at",
        "example.co.uk", "EXAMPLE.fr", "letters.example.se",
    ]
    private static let countries = ["DE", "US", "GB", "FR", "AT", "CH", "SE", "NL"]
    private static let companies = [
        "Analytical Engines", "Bletchley & Sons", "Cambridge Machine Works", "Difference GmbH",
        "Enigma Repairs", "Fourier Optics", "Göttingen Instruments", "Harbour Lights Shipping",
    ]
    private static let streets = [
        "Unter den Linden", "Königstraße", "Mill Lane", "Rue de la Paix", "Ringstraße",
        "High Street",
        "Drottninggatan", "Prinsengracht",
    ]
    private static let cities = [
        "Berlin", "New York", "London", "Paris", "Wien", "Zürich", "Stockholm", "Amsterdam",
    ]
    private static let reasons = [
        "met at the fair in spring", "referred by a friend", "asked for the new catalogue",
        "an old customer of the shop", "wrote to us about a repair", "wants a call back next week",
        "visited the stand twice", "moved here from the coast",
    ]
    private static let wishes = [
        "likes tea", "prefers letters", "no calls before noon", "reads the newsletter",
        "pays by invoice", "speaks French", "comes with a dog", "knows the owner",
    ]
}
