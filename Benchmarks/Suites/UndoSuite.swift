import BenchmarkSupport
import Stopover

/// Taking back, row by row, what a batch changed.
func addUndoSuite() {
    add(
        "undo-one-column",
        arrange: { path in try run(on: path, snapshot: .rows) { Dialled.transform } },
        work: { path in try migrator(on: path) { Dialled.transform }.rollback() })
}
