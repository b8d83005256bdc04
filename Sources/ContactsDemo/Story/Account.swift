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
        let counts = (
            generator.contactCount, generator.companyCount, generator.orderCount
        )
        return line(
            "generated",
            "\(number(counts.0)) contacts, \(number(counts.1)) companies, "
                + "\(number(counts.2)) orders, \(megabytes(sizeInBytes)), in \(seconds(time))"
                + rate(counts.0 + counts.1 + counts.2, in: time))
    }

    /// Nil of an event that is not worth a line.
    static func line(_ event: RunEvent) -> String? {
        let name = "\(event.version ?? "") \(event.name ?? "")"
        switch event.event {
        case "migration_started": return event.resumed == true ? line("resumed", name) : nil
        case "migration_finished":
            guard let rows = event.rows, rows > 0, let active = event.activeSeconds else {
                return line("applied", name)
            }
            let time = Duration.seconds(active)
            return line(
                "applied",
                "\(name), \(number(rows)) rows in \(seconds(time))\(rate(rows, in: time))")
        case "error":
            return line(
                "failed", [event.message, event.hint].compactMap(\.self).joined(separator: " "))
        default: return nil
        }
    }

    static func killed(_ place: MigrationStatus) -> String {
        let rows = "\(number(place.rowsDone ?? 0)) of \(number(place.rowsTotal ?? 0)) rows"
        return line(
            "killed",
            "by SIGKILL in \(place.version) \(place.name), in the middle of a chunk; "
                + "\(rows) stand committed")
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
        lines.append("")
        lines.append(
            comparison.isEqual
                ? "All equal." : "NOT equal:\n" + comparison.differences.joined(separator: "\n"))
        return lines.joined(separator: "\n")
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

    static func seconds(_ time: Duration) -> String {
        let tenths = Int((time / .milliseconds(100)).rounded())
        return "\(number(tenths / 10)).\(tenths % 10) s"
    }

    private static func megabytes(_ bytes: Int) -> String {
        "\(number((bytes + 500_000) / 1_000_000)) MB"
    }

    /// `: 412,000 rows/s`, in thousands: more would be noise.
    private static func rate(_ rows: Int, in time: Duration) -> String {
        let perSecond = Double(rows) / max(0.001, time / .seconds(1))
        return ": \(number(Int(perSecond / 1000) * 1000)) rows/s"
    }
}
