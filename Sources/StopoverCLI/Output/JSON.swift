/// A JSON value whose objects keep the order in which their fields were written.
enum JSON: Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([JSON])
    case object(Fields)

    /// An object's fields, in order.
    typealias Fields = [(String, JSON)]

    /// The value on one line.
    var text: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        // JSON has no infinity and no NaN.
        case .number(let value): value.isFinite ? "\(value)" : "null"
        case .string(let value): Self.quoted(value)
        case .array(let values): "[" + values.map(\.text).joined(separator: ",") + "]"
        case .object(let fields):
            "{"
                + fields.map { name, value in "\(Self.quoted(name)):\(value.text)" }
                .joined(separator: ",") + "}"
        }
    }

    /// RFC 8259, section 7: quotation mark, reverse solidus and control characters are escaped.
    private static func quoted(_ string: String) -> String {
        var text = "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\0"..<" ":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}

extension JSON {
    init(_ value: String?) { self = value.map(JSON.string) ?? .null }
    init(_ value: Int?) { self = value.map(JSON.integer) ?? .null }

    /// Seconds, to the millisecond.
    init(_ value: Duration?) {
        self = value.map { .number(($0 / .milliseconds(1)).rounded() / 1000) } ?? .null
    }

    init(_ values: [String]) { self = .array(values.map(JSON.string)) }
}
