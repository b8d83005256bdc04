import Testing

@testable import Stopover

struct TextEditTests {
    private func orders(_ old: String, _ new: String) -> [UInt8]? {
        orders(Array(old.utf8), Array(new.utf8))
    }

    private func orders(_ old: [UInt8], _ new: [UInt8]) -> [UInt8]? {
        var room = [UInt8](repeating: 0, count: Pattern.roomSizeInBytes)
        let count = room.withUnsafeMutableBufferPointer { room in
            old.withUnsafeBufferPointer { old in
                new.withUnsafeBufferPointer { new in
                    room.baseAddress.flatMap { TextEdit.find(old, new, into: $0) }
                }
            }
        }
        return count.map { Array(room[..<$0]) }
    }

    private func applied(_ orders: [UInt8], _ old: [UInt8]) throws -> [UInt8] {
        var new: [UInt8] = [1, 2]
        try orders.withUnsafeBufferPointer {
            try TextEdit.apply(
                $0[...], to: 1..<1 + old.count, in: [9] + old + [9], into: &new)
        }
        return Array(new[2...])
    }

    @Test func numbersOfOneSpellingHaveOneEdit() {
        let first = orders("(030) 1234-567", "+49301234567")
        #expect(first != nil)
        // Whatever digits they have, those of the country among them.
        for digits in ["1234567", "4949494", "0000000", "9494949"] {
            for area in ["30", "40", "90", "94"] {
                #expect(
                    orders(
                        "(0\(area)) \(digits.prefix(4))-\(digits.suffix(3))", "+49\(area)\(digits)")
                        == first)
            }
        }
    }

    @Test func whatIsNoShorterThanTheNewValueIsNoEdit() {
        #expect(orders("abc", "xyz") == nil)
        #expect(orders("", "a") == nil)
        #expect(orders("a", "") == nil)
        #expect(orders("ab", "a") == nil)
    }

    @Test func everyEditGivesTheNewValue() throws {
        print("everyEditGivesTheNewValue: seed 21")
        var generator = SeededGenerator(seed: 21)
        var count = 0
        for _ in 0..<20_000 {
            let letters = Array("aB0-+ é".utf8)
            func text(_ limit: Int) -> [UInt8] {
                (0..<Int.random(in: 0...limit, using: &generator)).map { _ in
                    letters[Int.random(in: 0..<letters.count, using: &generator)]
                }
            }
            let old = text(64)
            let cut = Int.random(in: 0...old.count, using: &generator)
            let new = (Array(old[..<cut]) + text(6) + old[cut...].dropFirst(3)).prefix(64)
            guard let orders = orders(old, Array(new)) else { continue }
            count += 1
            #expect(orders.count < new.count)
            try #require(try applied(orders, old) == Array(new))
        }
        #expect(count > 10_000)
    }
}
