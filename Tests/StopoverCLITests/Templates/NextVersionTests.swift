import Foundation
import Testing

@testable import StopoverCLI

@Suite struct NextVersionTests {
    @Test(
        "it is one more than the highest, in three digits or as wide as the others",
        arguments: [
            ([], "001"), (["001"], "002"), (["1"], "002"), (["001", "002", "010"], "011"),
            (["010", "9"], "011"), (["099"], "100"), (["999"], "1000"), (["0007"], "0008"),
            (["9999", "001"], "10000"), (["000"], "001"), (["2", "00001"], "00003"),
            (["19", "109", "99"], "110"), (["00000000000007"], "00000000000008"),
            (["123456789012345678901234567890"], "123456789012345678901234567891"),
            (["99999999999999999999999"], "100000000000000000000000"),
        ])
    func number(versions: [String], next: String) {
        #expect(NextVersion.after(versions, at: someDate) == next)
    }

    @Test(
        "where the highest is a time, it is the time",
        arguments: [
            ["20250101000000"], ["001", "20260101120000"], ["20261122101459", "20250101000000"],
        ])
    func timestamp(versions: [String]) {
        #expect(NextVersion.after(versions, at: someDate) == "20261122101500")
    }

    @Test(
        "where that is no later than the highest, it is one more",
        arguments: [
            ("20261122101500", "20261122101501"), ("20301231235959", "20301231235960"),
        ])
    func clockBehind(version: String, next: String) {
        #expect(NextVersion.after([version], at: someDate) == next)
    }

    @Test("every part of the time is padded")
    func padding() {
        let early = someDate.addingTimeInterval(-27_941_698.25)
        #expect(NextVersion.after(["20250101000000"], at: early) == "20260103004002")
    }
}
