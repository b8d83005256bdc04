import CBareUpdate
import GRDB

/// `UPDATE contacts SET phone = dialled(phone)` in one transaction, with a function in C: what others are compared
/// with.
public func bareUpdate(_ path: String) throws {
    try check(bare_update(path))
}

extension Database {
    /// Gives the connection the function of the bare `UPDATE`.
    public func defineDialled() throws {
        try check(define_dialled(sqliteConnection.map(UnsafeMutableRawPointer.init)))
    }
}

private func check(_ code: Int32) throws {
    guard code == 0 else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
}
