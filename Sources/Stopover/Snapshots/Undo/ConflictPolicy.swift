/// What an undo does where a value was changed again since.
///
/// A clash with another row, a missing parent and a row that others refer to are conflicts under every
/// policy: nobody else's row is ever overwritten for them.
public enum ConflictPolicy: String, Sendable, CaseIterable {
    /// The newer value stays, the rest goes back, and the conflict is reported.
    case report
    /// Where there is one, nothing is changed at all.
    case abort
    /// The old value goes back over the newer one.
    case overwrite
}
