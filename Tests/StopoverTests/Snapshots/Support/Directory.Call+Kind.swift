@testable import Stopover

extension Directory.Call {
    /// Which call it is, whatever it is made with.
    enum Kind: Sendable, Hashable, CaseIterable {
        case make, write, synchronize, truncate, publish, remove, synchronizeDirectory
    }

    var kind: Kind {
        switch self {
        case .make: .make
        case .write: .write
        case .synchronize: .synchronize
        case .truncate: .truncate
        case .publish: .publish
        case .remove: .remove
        case .synchronizeDirectory: .synchronizeDirectory
        }
    }
}
