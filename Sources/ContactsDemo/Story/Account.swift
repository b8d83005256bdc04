import Foundation
import Stopover

/// What the demo says, a line for each thing that happened.
enum Account {
    static func title(_ options: DemoOptions, database: String) -> String {
        "\(number(options.rows)) contacts, seed \(options.seed), in \(database)\n"
    }

    static func generated(
        _ generator: ContactGenerator, sizeInBytes: Int, in time: Duration
    ) -> String {
        let counts = [
            (generator.contactCount, "contacts"), (generator.companyCount, "companies"),
            (generator.orderCount, "orders"),
        ]
        let rows = counts.reduce(0) { $0 + $1.0 }
        return line(
            "generated",
            counts.map { "\(number($0.0)) \($0.1)" }.joined(separator: ", ")
                + " (\(megabytes(sizeInBytes))) in \(seconds(time)), "
                + rate(Double(rows) / (time / .seconds(1))))
    }

    /// - Parameter migration: as `003 normalize_phones`.
    static func killed(_ migration: String, rowsDone: Int, rowsTotal: Int) -> String {
        let place = "row \(number(rowsDone)) of \(number(rowsTotal))"
        return line("killed", "\(migration) with SIGKILL at \(place)")
    }

    static func resumed(_ event: RunEvent) -> String {
        let rowsBefore = (event.rowsDone ?? 0) - (event.chunkRows ?? 0)
        return line("resumed", "\(name(event)) after row \(number(rowsBefore))")
    }

    static func applied(_ event: RunEvent, _ batches: BatchRate) -> String {
        let time = Duration.seconds(event.activeSeconds ?? 0)
        let rate = batches.rowsPerSecond.map {
            "; \(number(batches.rows)) rows at \(Self.rate($0))"
        }
        return line("applied", "\(name(event)) in \(seconds(time))\(rate ?? "")")
    }

    static func failed(_ event: RunEvent) -> String {
        line("failed", [event.message, event.hint].compactMap(\.self).joined(separator: " "))
    }

    static func compared(_ comparison: Comparison, in time: Duration, peakMemoryInBytes: Int?)
        -> String
    {
        var lines: [String] = []
        if let peakMemoryInBytes {
            lines.append(line("needed", "\(megabytes(peakMemoryInBytes)) of memory at most"))
        }
        let rows = comparison.tables.reduce(0) { $0 + $1.rowCount }
        let tables = comparison.tables.map { "\($0.table) \(number($0.rowCount))" }
        lines.append(
            line(
                "compared",
                "\(number(rows)) rows with what plain Swift makes of the same seed, in \(seconds(time))"
            ))
        lines.append(line("", tables.joined(separator: ", ")))
        lines.append(
            line(
                "",
                "\(number(comparison.mergedCount)) duplicates merged, "
                    + "\(number(comparison.quarantinedCount)) unreadable phones in quarantine"))
        return lines.joined(separator: "\n")
    }

    static func snapshot(_ snapshot: Snapshot, in time: Duration) -> String {
        let tenths = Int((snapshot.ratio * 10).rounded())
        return line(
            "snapshot",
            "\(megabytes(snapshot.databaseSizeInBytes)) in \(megabytes(snapshot.sizeInBytes)), "
                + "\(tenths / 10).\(tenths % 10) times smaller, in \(seconds(time))")
    }

    static func tookBack(_ report: RunReport, _ edits: Edits) -> String {
        let versions = report.finished.map(\.text).joined(separator: ", ")
        return line(
            "took back",
            "\(versions) in \(seconds(report.active)): \(number(report.rows)) phones as they were, after "
                + "\(number(edits.contactIDs.count)) contacts were edited")
    }

    static func backAndEdited(_ edits: Edits) -> String {
        line("compared", "every phone is as it was written, and all the edits are there")
    }

    /// A snapshot that the run took by itself.
    static func snapshot(_ event: RunEvent) -> String {
        line("snapshot", "\(event.name ?? ""): 006 has no way down")
    }

    /// - Parameter state: what the database is again, such as `as before the migrations`.
    static func restored(_ state: String, rows: Int, in time: Duration) -> String {
        line(
            "restored", "\(state) in \(seconds(time)), compared page by page; \(number(rows)) rows")
    }

    static func verdict(_ differences: [String]) -> String {
        differences.isEmpty
            ? "\nAll equal." : "\nNOT equal:\n" + differences.joined(separator: "\n")
    }
}

extension Account {
    private static func line(_ what: String, _ text: String) -> String {
        "  " + what.padding(toLength: 11, withPad: " ", startingAt: 0) + text
    }

    /// `1,000,000`, whatever the machine's language.
    static func number(_ number: Int) -> String {
        number.formatted(.number.locale(Locale(identifier: "en_US")))
    }

    /// `850 ms`, `12.3 s`
    static func seconds(_ time: Duration) -> String {
        let milliseconds = Int((time / .milliseconds(1)).rounded())
        if milliseconds < 1000 { return "\(milliseconds) ms" }
        let tenths = Int((time / .milliseconds(100)).rounded())
        return "\(number(tenths / 10)).\(tenths % 10) s"
    }

    private static func megabytes(_ bytes: Int) -> String {
        "\(number((bytes + 500_000) / 1_000_000)) MB"
    }

    /// `412,000 rows/s`, in thousands where there are some: more would be noise.
    static func rate(_ rowsPerSecond: Double) -> String {
        let unit = rowsPerSecond < 10_000 ? 1 : 1000
        return "\(number(Int(rowsPerSecond) / unit * unit)) rows/s"
    }

    /// `003 normalize_phones`
    private static func name(_ event: RunEvent) -> String {
        "\(event.version ?? "") \(event.name ?? "")"
    }
}
