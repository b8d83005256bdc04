/// The steps of one direction of a migration, in order.
public struct Steps: Sendable {
    let operations: [Operation]

    /// No steps.
    public init() {
        operations = []
    }

    init(_ operations: [Operation]) {
        self.operations = operations
    }
}

/// One part of a migration. The step types of this library conform to it; a function that returns
/// ``Steps``, marked `@StepsBuilder`, puts them together under a name of your own.
public protocol Step: Sendable {
    /// What the engine carries out.
    var operation: Operation { get }
}

/// Puts steps together; `if`, `switch`, `for` and calls that return ``Steps`` may stand among them.
@resultBuilder
public enum StepsBuilder {
    public static func buildExpression(_ step: some Step) -> Steps { Steps([step.operation]) }
    public static func buildExpression(_ steps: Steps) -> Steps { steps }
    public static func buildBlock(_ parts: Steps...) -> Steps { joined(parts) }
    public static func buildArray(_ parts: [Steps]) -> Steps { joined(parts) }
    public static func buildOptional(_ part: Steps?) -> Steps { part ?? Steps() }
    public static func buildEither(first part: Steps) -> Steps { part }
    public static func buildEither(second part: Steps) -> Steps { part }

    private static func joined(_ parts: [Steps]) -> Steps {
        Steps(parts.flatMap(\.operations))
    }
}
