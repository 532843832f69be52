import SalusCore

/// Codes by which US forecast hubs name places: `US`, two digits of a state, five of a county.
public enum HubLocation {
  /// The code as hubs write it: leading zeros that a spreadsheet lost are put back, so `1` and
  /// `1.0` are `01`, and `1001` is `01001`. Nil for anything else.
  public static func normal(_ text: String) -> String? {
    if text.uppercased() == "US" { return "US" }
    let digits = text.hasSuffix(".0") ? text.dropLast(2) : text[...]
    guard digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    switch digits.utf8.count {
    case 1, 4: return "0" + digits
    case 2, 5: return String(digits)
    default: return nil
    }
  }

  /// The id of the place with that code: `us`, `us-01`, `us-01001`.
  public static func twin(_ code: String) -> ID<Twin>? {
    guard let normal = normal(code) else { return nil }
    return normal == "US" ? ID("us") : ID("us-\(normal)")
  }

  /// The code of a place that has one: `US` for `us`, `01` for `us-01`.
  public static func code(of place: ID<Twin>) -> String? {
    if place.text == "us" { return "US" }
    guard place.text.hasPrefix("us-"), let code = normal(String(place.text.dropFirst(3))) else {
      return nil
    }
    return "us-\(code)" == place.text ? code : nil
  }
}
