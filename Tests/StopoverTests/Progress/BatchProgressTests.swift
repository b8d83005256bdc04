import Testing

@testable import Stopover

struct BatchProgressTests {
    private func progress(_ done: Int, _ total: Int) -> BatchProgress {
        BatchProgress(
            rowsDone: done, rowsTotal: total, rowsChanged: 0, rowsQuarantined: 0,
            rowsPerSecond: nil, timeLeft: nil, chunkRows: 0, walSizeInBytes: 0)
    }

    @Test(arguments: [(0, 4, 0.0), (1, 4, 0.25), (4, 4, 1.0)])
    func tellsThePartThatIsDone(_ done: Int, _ total: Int, _ fraction: Double) {
        #expect(progress(done, total).fraction == fraction)
    }

    @Test func anEmptyTableIsDone() {
        #expect(progress(0, 0).fraction == 1)
    }
}
