import BenchmarkSupport
import Stopover

func addTransformSuite() {
    add("transform-one-column") { path in
        try run(on: path) { Dialled.transform }
    }
    add("transform-one-column-row-snapshot") { path in
        try run(on: path, snapshot: .rows) { Dialled.transform }
    }
    add("transform-three-columns-into-two") { path in
        try run(on: path) {
            Transform(
                "contacts", reading: .text("name"), .text("email"), .text("city"),
                writing: .text("email"), .text("notes")
            ) { name, email, city in
                (email?.lowercased(), "\(name ?? "") of \(city ?? "")")
            }
        }
    }
}
