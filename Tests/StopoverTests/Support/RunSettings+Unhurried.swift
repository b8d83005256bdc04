import Stopover

extension RunSettings {
    /// Chunks have the rows that a test gives them, however slow the machine is: the time that a chunk
    /// may take is no limit. Beside other writers it is one nevertheless. No snapshot is taken.
    static var unhurried: RunSettings {
        var settings = RunSettings()
        settings.chunkTime = .seconds(3_600)
        settings.snapshot = .none
        return settings
    }
}
