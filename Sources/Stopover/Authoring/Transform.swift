/// The fast path of a batch: a pure function from columns to columns of the same row.
///
/// NULL is read as nil, and nil writes NULL. The closure may run again for the same values (a chunk
/// that was rolled back is read again), so it must depend on its arguments alone. What it returns is
/// one value or a tuple of up to four, in the order of `writing:`.
///
/// Where it takes 4 µs a row or more it is called on as many threads as the machine has cores, 8 at most, and
/// then in no order of the rows. A closure that needs more than the row takes it from `using:`, which makes it
/// once for each thread that transforms: state that can't be shared between threads, such as a `Regex` or a
/// formatter.
public struct Transform: BatchStep {
    public var batch: BatchDefinition

    @usableFromInline
    init(_ table: String, where filter: String?, _ transform: RowTransform) {
        batch = BatchDefinition(table: table, filter: filter, work: .transform(transform))
    }
}

// Overloads by the number of results: with a second parameter pack in its place the compiler (6.3)
// refuses closures of one expression.
extension Transform {
    /// Reads `columns` of each row where `filter` holds and writes what `transform` returns.
    @inlinable
    public init<each In: ColumnValue, A: ColumnValue>(
        _ table: String, where filter: String? = nil,
        reading columns: repeat TypedColumn<each In>, writing a: TypedColumn<A>,
        transform: @escaping @Sendable (repeat (each In)?) throws -> A?
    ) {
        let reading = ColumnNames(repeat each columns).all
        let body: RowTransform.SendableBody = { input, output in
            var input = input
            let values = try transform(repeat input.next((each columns)))
            output.write(values)
        }
        self.init(
            table, where: filter,
            RowTransform(reading: reading, writing: [a.name]) { body })
    }

    /// Reads `columns` of each row where `filter` holds and writes what `transform` returns, which is handed `makeState()`.
    @inlinable
    public init<State, each In: ColumnValue, A: ColumnValue>(
        _ table: String, where filter: String? = nil,
        reading columns: repeat TypedColumn<each In>, writing a: TypedColumn<A>,
        using makeState: @escaping @Sendable () throws -> State,
        transform: @escaping @Sendable (State, repeat (each In)?) throws -> A?
    ) {
        let reading = ColumnNames(repeat each columns).all
        let make: RowTransform.Maker = {
            let state = try makeState()
            return { input, output in
                var input = input
                let values = try transform(state, repeat input.next((each columns)))
                output.write(values)
            }
        }
        self.init(
            table, where: filter,
            RowTransform(reading: reading, writing: [a.name], make: make))
    }

    /// As above, with two results.
    @inlinable
    public init<each In: ColumnValue, A: ColumnValue, B: ColumnValue>(
        _ table: String, where filter: String? = nil,
        reading columns: repeat TypedColumn<each In>, writing a: TypedColumn<A>,
        _ b: TypedColumn<B>,
        transform: @escaping @Sendable (repeat (each In)?) throws -> (A?, B?)
    ) {
        let reading = ColumnNames(repeat each columns).all
        let body: RowTransform.SendableBody = { input, output in
            var input = input
            let values = try transform(repeat input.next((each columns)))
            output.write(values.0)
            output.write(values.1)
        }
        self.init(
            table, where: filter,
            RowTransform(reading: reading, writing: [a.name, b.name]) { body })
    }

    /// As above, with two results and state.
    @inlinable
    public init<State, each In: ColumnValue, A: ColumnValue, B: ColumnValue>(
        _ table: String, where filter: String? = nil,
        reading columns: repeat TypedColumn<each In>, writing a: TypedColumn<A>,
        _ b: TypedColumn<B>,
        using makeState: @escaping @Sendable () throws -> State,
        transform: @escaping @Sendable (State, repeat (each In)?) throws -> (A?, B?)
    ) {
        let reading = ColumnNames(repeat each columns).all
        let make: RowTransform.Maker = {
            let state = try makeState()
            return { input, output in
                var input = input
                let values = try transform(state, repeat input.next((each columns)))
                output.write(values.0)
                output.write(values.1)
            }
        }
        self.init(
            table, where: filter,
            RowTransform(reading: reading, writing: [a.name, b.name], make: make))
    }

    /// As above, with three results.
    @inlinable
    public init<each In: ColumnValue, A: ColumnValue, B: ColumnValue, C: ColumnValue>(
        _ table: String, where filter: String? = nil,
        reading columns: repeat TypedColumn<each In>, writing a: TypedColumn<A>,
        _ b: TypedColumn<B>, _ c: TypedColumn<C>,
        transform: @escaping @Sendable (repeat (each In)?) throws -> (A?, B?, C?)
    ) {
        let reading = ColumnNames(repeat each columns).all
        let body: RowTransform.SendableBody = { input, output in
            var input = input
            let values = try transform(repeat input.next((each columns)))
            output.write(values.0)
            output.write(values.1)
            output.write(values.2)
        }
        self.init(
            table, where: filter,
            RowTransform(reading: reading, writing: [a.name, b.name, c.name]) { body })
    }

    /// As above, with three results and state.
    @inlinable
    public init<State, each In: ColumnValue, A: ColumnValue, B: ColumnValue, C: ColumnValue>(
        _ table: String, where filter: String? = nil,
        reading columns: repeat TypedColumn<each In>, writing a: TypedColumn<A>,
        _ b: TypedColumn<B>, _ c: TypedColumn<C>,
        using makeState: @escaping @Sendable () throws -> State,
        transform: @escaping @Sendable (State, repeat (each In)?) throws -> (A?, B?, C?)
    ) {
        let reading = ColumnNames(repeat each columns).all
        let make: RowTransform.Maker = {
            let state = try makeState()
            return { input, output in
                var input = input
                let values = try transform(state, repeat input.next((each columns)))
                output.write(values.0)
                output.write(values.1)
                output.write(values.2)
            }
        }
        self.init(
            table, where: filter,
            RowTransform(reading: reading, writing: [a.name, b.name, c.name], make: make))
    }

    /// As above, with four results.
    @inlinable
    public init<
        each In: ColumnValue, A: ColumnValue, B: ColumnValue, C: ColumnValue, D: ColumnValue
    >(
        _ table: String, where filter: String? = nil,
        reading columns: repeat TypedColumn<each In>, writing a: TypedColumn<A>,
        _ b: TypedColumn<B>, _ c: TypedColumn<C>, _ d: TypedColumn<D>,
        transform: @escaping @Sendable (repeat (each In)?) throws -> (A?, B?, C?, D?)
    ) {
        let reading = ColumnNames(repeat each columns).all
        let body: RowTransform.SendableBody = { input, output in
            var input = input
            let values = try transform(repeat input.next((each columns)))
            output.write(values.0)
            output.write(values.1)
            output.write(values.2)
            output.write(values.3)
        }
        self.init(
            table, where: filter,
            RowTransform(reading: reading, writing: [a.name, b.name, c.name, d.name]) { body })
    }

    /// As above, with four results and state.
    @inlinable
    public init<
        State, each In: ColumnValue, A: ColumnValue, B: ColumnValue, C: ColumnValue, D: ColumnValue
    >(
        _ table: String, where filter: String? = nil,
        reading columns: repeat TypedColumn<each In>, writing a: TypedColumn<A>,
        _ b: TypedColumn<B>, _ c: TypedColumn<C>, _ d: TypedColumn<D>,
        using makeState: @escaping @Sendable () throws -> State,
        transform: @escaping @Sendable (State, repeat (each In)?) throws -> (A?, B?, C?, D?)
    ) {
        let reading = ColumnNames(repeat each columns).all
        let make: RowTransform.Maker = {
            let state = try makeState()
            return { input, output in
                var input = input
                let values = try transform(state, repeat input.next((each columns)))
                output.write(values.0)
                output.write(values.1)
                output.write(values.2)
                output.write(values.3)
            }
        }
        self.init(
            table, where: filter,
            RowTransform(reading: reading, writing: [a.name, b.name, c.name, d.name], make: make))
    }
}
