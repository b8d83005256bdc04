/// What people write beside a contact: mostly nothing, sometimes a line, seldom pages.
enum Notes {
    private static let sentences = [
        "Met at the trade fair, wants the new catalogue.",
        "Prefers to be called in the afternoon; never on Fridays.",
        "Rückruf erbeten – Angebot liegt noch nicht vor.",
        "Said: \"send it again\". It's the third time…",
        "Déménagé en mars, nouvelle adresse à demander.",
        "100% discount?? ask accounting; don't promise anything",
        "次回は新しい見積もりを持参。",
        "Передзвонити після відпустки.",
        "يفضل التواصل عبر البريد الإلكتروني.",
        "🎉 anniversary in June, send flowers 💐",
        "C:\\Users\\old\\import.csv, row not checked",
        "Invoice to the head office;\nparcels to the warehouse.",
    ]

    /// Nil, empty, one to three sentences, or, one time in a hundred, some thousands of bytes.
    static func text(_ random: inout SplitMix64) -> String? {
        switch random.below(100) {
        case ..<38: return nil
        case ..<44: return ""
        case 99: return joined(30 + random.below(70), &random)
        default: return joined(1 + random.below(3), &random)
        }
    }

    private static func joined(_ count: Int, _ random: inout SplitMix64) -> String {
        var text = random.pick(sentences)
        for _ in 1..<count {
            text += " "
            text += random.pick(sentences)
        }
        return text
    }
}
