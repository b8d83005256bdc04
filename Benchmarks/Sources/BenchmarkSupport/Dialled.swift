import Stopover

/// What every contender makes of a phone: its plus signs and digits. (`dialled` of CBareUpdate is the
/// same in C.)
public enum Dialled {
    public static func phone(_ text: String) -> String {
        String(decoding: text.utf8.filter(isKept), as: UTF8.self)
    }

    /// The same in SQL: everything else that the contacts' phones have in them goes.
    public static let sql = [" ", "(", ")", "-", "/", "."].reduce("phone") { expression, letter in
        "replace(\(expression), '\(letter)', '')"
    }

    /// The same of all contacts, as a step.
    public static var transform: Transform {
        Transform("contacts", reading: .text("phone"), writing: .text("phone")) { text in
            text.map(phone)
        }
    }

    @Sendable private static func isKept(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "+") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
