import Testing

@testable import Zstd

@Test func smoke() {}
