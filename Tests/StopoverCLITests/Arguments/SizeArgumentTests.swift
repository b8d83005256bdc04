import Testing

@testable import StopoverCLI

@Suite struct SizeArgumentTests {
    @Test(
        "a number alone is bytes",
        arguments: [("0", 0), ("1", 1), ("4096", 4096), ("10B", 10), ("0.5", 1), ("1.4", 1)])
    func bytes(text: String, bytes: Int) throws {
        #expect(try SizeArgument.parse(text) == bytes)
    }

    @Test(
        "a letter, or a letter with iB, is a power of 1024",
        arguments: [("K", 1), ("M", 2), ("G", 3), ("T", 4)], ["", "iB", "ib", "IB"])
    func binary(prefix: (letter: String, power: Int), suffix: String) throws {
        let unit = (0..<prefix.power).reduce(1) { size, _ in size * 1024 }
        for letter in [prefix.letter, prefix.letter.lowercased()] {
            #expect(try SizeArgument.parse("1\(letter)\(suffix)") == unit)
            #expect(try SizeArgument.parse("500\(letter)\(suffix)") == 500 * unit)
            #expect(try SizeArgument.parse("1.5\(letter)\(suffix)") == unit * 3 / 2)
        }
    }

    @Test(
        "a letter with B is a power of 1000",
        arguments: [
            ("1KB", 1000), ("2kb", 2000), ("1MB", 1_000_000), ("1.5GB", 1_500_000_000),
            ("3TB", 3_000_000_000_000),
        ])
    func decimal(text: String, bytes: Int) throws {
        #expect(try SizeArgument.parse(text) == bytes)
    }

    @Test(
        "what is not a size is refused",
        arguments: [
            "", "M", ".5G", "5.G", "1.2.3G", "-1", "+1", " 1", "1 G", "1e3", "inf", "nan", "1X",
            "1P", "1GiBB", "1iB", "1KK", "0x10", "１G", "99999999999T", "1,5G",
        ])
    func invalid(_ text: String) {
        #expect(throws: SizeArgument.Invalid()) { try SizeArgument.parse(text) }
    }

    @Test("the refusal shows how to write it")
    func message() {
        #expect(
            SizeArgument.Invalid().description
                == "write a size such as 500M, 2G or 1.5GiB, or a number of bytes")
    }
}
