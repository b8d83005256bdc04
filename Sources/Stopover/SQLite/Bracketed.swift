/// An author's SQL in brackets, as one operand among ours. The closing one stands on a line of its own, so that
/// a comment at the SQL's end hides nothing behind it.
func bracketed(_ sql: String) -> String { "(\(sql)\n)" }

/// An author's condition behind one of ours; nothing where it is nil.
func and(_ condition: String?) -> String {
    condition.map { " AND \(bracketed($0))" } ?? ""
}
