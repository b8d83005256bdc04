/// How a country writes its phone numbers: as much of it as the demo needs.
///
/// Simplified from the national numbering plans that the ITU collects
/// (<https://www.itu.int/oth/T0202.aspx?parent=T0202>): no area is looked up, only lengths are checked.
struct NumberingPlan: Sendable {
    let country: String
    let callingCode: String
    /// What is dialled before a number within the country and left out from abroad; often 0.
    let trunkPrefix: String
    /// How many digits a number has without calling code and trunk prefix.
    let lengths: ClosedRange<Int>

    private init(_ country: String, _ code: String, trunk: String = "", _ lengths: ClosedRange<Int>)
    {
        self.country = country
        callingCode = code
        trunkPrefix = trunk
        self.lengths = lengths
    }

    static let all = [
        NumberingPlan("AT", "43", trunk: "0", 7...12),
        NumberingPlan("BR", "55", trunk: "0", 10...11),
        NumberingPlan("CH", "41", trunk: "0", 9...9),
        NumberingPlan("CN", "86", trunk: "0", 10...11),
        NumberingPlan("DE", "49", trunk: "0", 7...11),
        NumberingPlan("EG", "20", trunk: "0", 8...10),
        NumberingPlan("ES", "34", 9...9),
        NumberingPlan("FR", "33", trunk: "0", 9...9),
        NumberingPlan("GB", "44", trunk: "0", 9...10),
        NumberingPlan("GR", "30", 10...10),
        NumberingPlan("IL", "972", trunk: "0", 8...9),
        NumberingPlan("IN", "91", trunk: "0", 10...10),
        NumberingPlan("IT", "39", 8...11),
        NumberingPlan("JP", "81", trunk: "0", 9...10),
        NumberingPlan("KR", "82", trunk: "0", 8...10),
        NumberingPlan("MX", "52", 10...10),
        NumberingPlan("PL", "48", 9...9),
        NumberingPlan("PT", "351", 9...9),
        NumberingPlan("RU", "7", trunk: "8", 10...10),
        NumberingPlan("SA", "966", trunk: "0", 8...9),
        NumberingPlan("TH", "66", trunk: "0", 8...9),
        NumberingPlan("TR", "90", trunk: "0", 10...10),
        NumberingPlan("UA", "380", trunk: "0", 9...9),
        NumberingPlan("US", "1", trunk: "1", 10...10),
        NumberingPlan("VN", "84", trunk: "0", 8...9),
    ]

    static let byCountry = Dictionary(uniqueKeysWithValues: all.map { ($0.country, $0) })

    static let byCallingCode = Dictionary(uniqueKeysWithValues: all.map { ($0.callingCode, $0) })
}
