/// Amounts, titles, chances and people.
extension Words {
  /// `24`, or `24 m³` for what is measured; things that are counted are named by their title.
  ///
  /// - Parameter unit: UCUM.
  public static func amount(_ value: Double, _ unit: String) -> String {
    if unit.isEmpty || unit.contains("{") || unit == "1" { return number(value) }
    return "\(number(value)) \(unit == "m3" ? "m³" : unit)"
  }

  /// So much of what a title names, inside a sentence: `12 ventilators`, `1 antiviral`,
  /// `24 m³ medical oxygen`.
  public static func goods(_ value: Double, _ title: String, unit: String = "") -> String {
    let name = inSentence(title)
    let amount = amount(value, unit)
    return "\(amount) \(amount == "1" ? one(name) : name)"
  }

  /// A title inside a sentence: `Flu admissions` becomes `flu admissions`, `ILI visits` stays.
  public static func inSentence(_ title: String) -> String {
    guard let second = title.dropFirst().first, second.isLowercase || second == " " else {
      return title
    }
    return title.prefix(1).lowercased() + title.dropFirst()
  }

  /// Whether a title names several things: `masks`, `respirators (FFP2)`.
  public static func isPlural(_ title: String) -> Bool {
    let name = parts(title).name
    return name.hasSuffix("s") && !name.hasSuffix("ss")
  }

  /// One of the things that a title names: `antiviral` of `antivirals`.
  public static func one(_ title: String) -> String {
    guard isPlural(title) else { return title }
    let (name, rest) = parts(title)
    if name.hasSuffix("ies") { return "\(name.dropLast(3))y\(rest)" }
    let takesTwo = ["sses", "xes", "ches", "shes"].contains { name.hasSuffix($0) }
    return "\(name.dropLast(takesTwo ? 2 : 1))\(rest)"
  }

  /// A title up to what follows in brackets, and that.
  private static func parts(_ title: String) -> (name: Substring, rest: Substring) {
    var name = title.prefix { $0 != "(" }
    while name.last == " " { name.removeLast() }
    return (name, title[name.endIndex...])
  }

  /// A probability as people count it: `15 of 20 chances`.
  public static func chances(_ probability: Double) -> String {
    let count = Int((min(1, max(0, probability)) * 20).rounded())
    if count == 0, probability > 0 { return "less than 1 of 20 chances" }
    if count == 20, probability < 1 { return "more than 19 of 20 chances" }
    return "\(count) of 20 chances"
  }

  /// Who acted, as people are told: `unverified:ana` is `ana (not verified)`,
  /// `unverified:unknown` `an officer (not verified)`, `feed:receipts` `the feed receipts`.
  ///
  /// - Parameter leads: whether a sentence begins with it; names stay as they are given.
  public static func actor(_ actor: String, leads: Bool = false) -> String {
    guard let colon = actor.firstIndex(of: ":") else { return actor }
    let name = String(actor[actor.index(after: colon)...])
    switch actor[..<colon] {
    case "unverified":
      let officer = leads ? "An officer" : "an officer"
      return (name.isEmpty || name == "unknown" ? officer : name) + " (not verified)"
    case "feed": return (leads ? "The feed " : "the feed ") + name
    default: return actor
    }
  }

  /// Whether a part of the program acted, such as a feed, and no person.
  public static func isProgram(_ actor: String) -> Bool {
    actor.hasPrefix("feed:") || actor == "salus" || actor == "courier" || actor == "example"
  }
}
