import Stopover

extension FaultRun {
    /// With everything that faults are tried on: a snapshot of the database, row snapshots, batches of two
    /// kinds, an index that a batch goes without, and the way back.
    static let migrations: [any Migration] = [DropJunk(), Normalize()]

    static var settings: RunSettings {
        var settings = RunSettings()
        // However slow the machine is, the same rows make a chunk.
        settings.chunkTime = .seconds(3_600)
        settings.chunkRowLimit = 8
        settings.snapshot = .auto
        settings.indexes = .rebuild
        return settings
    }
}

private struct DropJunk: Migration {
    let version: MigrationVersion = 1

    var up: Steps { Execute("DROP TABLE junk") }
}

private struct Normalize: Migration {
    let version: MigrationVersion = 2

    var up: Steps {
        Transform("contacts", reading: .text("phone"), writing: .text("phone")) { phone in
            phone.map { "+49" + $0.dropFirst() }
        }
        Batch("contacts", "UPDATE contacts SET name = upper(name) WHERE :chunk")
    }
}
