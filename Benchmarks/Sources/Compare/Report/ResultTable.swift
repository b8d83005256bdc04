import BenchmarkSupport

/// The results of a job's contenders, in Markdown.
struct ResultTable: CustomStringConvertible {
    let job: Job
    let contenders: [Contender]
    let results: Results

    var description: String {
        var table = MarkdownTable(
            "way", "median", "spread", "speed, yardstick = 1", "peak memory", "peak WAL",
            "snapshot", "longest wait of another writer")
        for contender in contenders where contender.job == job {
            guard let summary = results.summary(contender) else { continue }
            table.append(
                contender.title,
                Text.seconds(summary.median) + (contender.isTimedByProcess ? " *" : ""),
                Text.seconds(summary.spread),
                contender.isYardstick
                    ? "1" : "\(Text.speed(summary.medianSpeed)) (\(Text.speed(summary.speeds)))",
                Text.mebibytes(summary.peakMemoryInKibibytes * 1024),
                Text.mebibytes(summary.peakWALInBytes), Text.megabytes(summary.snapshotInBytes),
                results.longestWaits[contender.name].map(Text.milliseconds) ?? "")
        }
        return "## \(job.title)\n\n\(table)\n"
    }
}
