/// The ten regions of the US Department of Health and Human Services.
enum HHSRegions {
  private static let members: [(region: String, states: [String])] = [
    ("1", ["CT", "MA", "ME", "NH", "RI", "VT"]),
    ("2", ["NJ", "NY", "PR", "VI"]),
    ("3", ["DC", "DE", "MD", "PA", "VA", "WV"]),
    ("4", ["AL", "FL", "GA", "KY", "MS", "NC", "SC", "TN"]),
    ("5", ["IL", "IN", "MI", "MN", "OH", "WI"]),
    ("6", ["AR", "LA", "NM", "OK", "TX"]),
    ("7", ["IA", "KS", "MO", "NE"]),
    ("8", ["CO", "MT", "ND", "SD", "UT", "WY"]),
    ("9", ["AS", "AZ", "CA", "GU", "HI", "MP", "NV"]),
    ("10", ["AK", "ID", "OR", "WA"]),
  ]

  /// Number of the region that a state belongs to, by its postal code; nil for other codes.
  static func region(postal: String) -> String? {
    members.first { $0.states.contains(postal.uppercased()) }?.region
  }
}
