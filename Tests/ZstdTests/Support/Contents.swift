/// What tests compress.
enum Contents {
    /// The same bytes each time, which zstd finds no pattern in.
    static func incompressible(_ count: Int) -> [UInt8] {
        var numbers = Numbers(seed: 1)
        return [UInt8](unsafeUninitializedCapacity: count) { room, filled in
            for index in 0..<count { room[index] = numbers.byte() }
            filled = count
        }
    }

    /// Lines as a database might have them.
    static func text(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 40)
        var number = 0
        while bytes.count < count {
            bytes += "contact \(number), +45 \(number &* 7_919 % 100_000)\n".utf8
            number += 1
        }
        return Array(bytes[..<count])
    }
}

/// Numbers that are the same for the same seed (Knuth's MMIX generator).
struct Numbers {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func byte() -> UInt8 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 33)
    }
}

/// Content with a name: a failing test prints that, not the bytes.
struct Sample: CustomStringConvertible {
    let description: String
    let content: [UInt8]

    static let small = [
        Sample(description: "raw", content: Contents.incompressible(300)),
        Sample(description: "compressed", content: Contents.text(2_000)),
        Sample(description: "a run of one byte", content: [UInt8](repeating: 7, count: 500)),
        Sample(description: "empty", content: []),
    ]

    static let all =
        small + [
            Sample(description: "one byte", content: [0x7F]),
            Sample(description: "a mebibyte of text", content: Contents.text(1 << 20)),
            Sample(
                description: "an incompressible mebibyte", content: Contents.incompressible(1 << 20)
            ),
            Sample(
                description: "a mebibyte of zeros", content: [UInt8](repeating: 0, count: 1 << 20)),
        ]
}
