import ArgumentParser

/// A command that only holds others. On its own nothing was asked for, so it shows its help, and a
/// script must not take that for success.
protocol CommandGroup: ParsableCommand {}
