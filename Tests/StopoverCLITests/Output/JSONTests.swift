import Foundation
import Testing

@testable import StopoverCLI

@Suite struct JSONTests {
    @Test("every kind of value is written on one line, fields in their order")
    func kinds() {
        let json = JSON.object([
            ("z", .null), ("a", .bool(true)), ("b", .bool(false)), ("i", .integer(-3)),
            ("n", .number(2.5)), ("s", .string("x")), ("l", .array([.integer(1), .null])),
            ("o", .object([])), ("e", .array([])),
        ])
        #expect(
            json.text
                == #"{"z":null,"a":true,"b":false,"i":-3,"n":2.5,"s":"x","l":[1,null],"o":{},"e":[]}"#
        )
    }

    @Test(
        "strings are escaped",
        arguments: [
            ("", #""""#), ("a\"b", #""a\"b""#), (#"a\b"#, #""a\\b""#),
            ("a\nb\r\tc", #""a\nb\r\tc""#),
            ("\0\u{1}\u{1F} ", #""\u0000\u0001\u001f ""#), ("/", #""/""#), ("é名👍🏽", #""é名👍🏽""#),
            ("\r\n", #""\r\n""#), ("\u{7F}", "\"\u{7F}\""),
        ])
    func strings(_ string: String, text: String) throws {
        #expect(JSON.string(string).text == text)
    }

    @Test("every character of the first page is read back as it was written")
    func roundTrip() throws {
        for value in UInt8.min...UInt8.max {
            let string = "a" + String(Unicode.Scalar(value)) + "b"
            let data = Data(JSON.array([.string(string)]).text.utf8)
            #expect(try JSONDecoder().decode([String].self, from: data) == [string])
        }
    }

    @Test("names are escaped, too")
    func names() {
        #expect(JSON.object([("a\"", .null)]).text == #"{"a\"":null}"#)
    }

    @Test("what is no number is null", arguments: [Double.nan, .infinity, -.infinity])
    func notANumber(_ value: Double) {
        #expect(JSON.number(value).text == "null")
    }

    @Test("nil is null, and a duration is seconds to the millisecond")
    func optionals() {
        #expect(JSON(nil as String?).text == "null")
        #expect(JSON("x" as String?).text == #""x""#)
        #expect(JSON(nil as Int?).text == "null")
        #expect(JSON(7 as Int?).text == "7")
        #expect(JSON(nil as Duration?).text == "null")
        #expect(JSON(.microseconds(1_234_567)).text == "1.235")
        #expect(JSON(.seconds(130)).text == "130.0")
        #expect(JSON(["a", "b"]).text == #"["a","b"]"#)
    }
}
