/// An author's SQL in brackets, as one operand among ours. The closing one stands on a line of its own, so that
/// a comment at the SQL's end hides nothing behind it.
func bracketed(_ sql: String) -> String { "(\(sql)\n)" }
