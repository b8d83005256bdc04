/// Who is merged into whom: of the contacts that share an address, the one touched last stays, the
/// highest id where several were touched then.
///
/// It keeps a hash for each address, not the address; on a hit it looks the other contact up again.
struct Merges: Sendable {
    typealias Hash = @Sendable (_ email: String, _ salt: Int) -> Int

    /// By contact: whom it lost to, itself where it stays. Index 0 is nobody.
    private var winners: [Int32]
    private var losersByWinner: [Int: [Int]] = [:]
    /// By hash of an address: the contact that wins so far.
    private var leaders: [Int: Int32] = [:]

    private let hash: Hash

    init(contactCount: Int, hash: @escaping Hash = { Self.hash($0, $1) }) {
        self.hash = hash
        winners = (0...Int32(contactCount)).map { $0 }
    }

    /// - Parameter contact: any contact added before, by its id.
    mutating func add(_ new: Contact, contact: (Int) -> Contact) {
        guard let email = normalizedEmail(new.email) else { return }
        // Two addresses with one hash part ways at the next salt.
        for salt in 0... {
            let key = hash(email, salt)
            guard let id = leaders[key] else {
                leaders[key] = Int32(new.id)
                return
            }
            let leader = contact(Int(id))
            guard let other = normalizedEmail(leader.email), Value(other) == Value(email) else {
                continue
            }
            let wins = (leader.createdAt, leader.id) < (new.createdAt, new.id)
            winners[wins ? leader.id : new.id] = Int32(wins ? new.id : leader.id)
            if wins { leaders[key] = Int32(new.id) }
            return
        }
    }

    /// Call once, after the last contact.
    mutating func finish() {
        leaders = [:]
        for loser in 1..<winners.count where Int(winners[loser]) != loser {
            // A winner may have lost since.
            var winner = Int(winners[loser])
            while Int(winners[winner]) != winner { winner = Int(winners[winner]) }
            winners[loser] = Int32(winner)
            losersByWinner[winner, default: []].append(loser)
        }
    }

    var loserCount: Int {
        losersByWinner.values.reduce(0) { $0 + $1.count }
    }

    /// The contact itself where it stays.
    func winner(of contact: Int) -> Int {
        Int(winners[contact])
    }

    func losers(of winner: Int) -> [Int] {
        losersByWinner[winner] ?? []
    }

    private static func hash(_ email: String, _ salt: Int) -> Int {
        var hasher = Hasher()
        hasher.combine(salt)
        // Bytes: a String's own hash takes é and e with an accent for the same.
        for byte in email.utf8 { hasher.combine(byte) }
        return hasher.finalize()
    }
}
