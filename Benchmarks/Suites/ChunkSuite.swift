import Stopover

/// What a chunk costs, beside its rows: the same rows in fewer and fewer of them.
func addChunkSuite() {
    for size in [100, 1000, 10_000] {
        add("chunk-\(size)-rows") { path in
            try run(on: path) {
                Update("contacts", set: "visits = visits + 1").chunk(rows: size)
            }
        }
    }
}
