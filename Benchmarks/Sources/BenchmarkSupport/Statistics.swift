/// Of at least one value.
public func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
        ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
}

extension [Double] {
    /// From the lowest to the highest; of nothing, 0 to 0.
    public var range: ClosedRange<Double> { (self.min() ?? 0)...(self.max() ?? 0) }
}
