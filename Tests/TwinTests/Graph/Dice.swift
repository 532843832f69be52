import SalusCore
import SalusTwin

/// A small generator for random cases; SplitMix64 (Steele, Lea, Flood 2014).
struct GraphDice: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

  mutating func pick<Item>(_ items: [Item]) -> Item { items[below(items.count)] }
}

/// The start of the tests' time: 2026-01-01.
let newYear = Instant(startOf: CivilDate(year: 2026, month: 1, day: 1) ?? .first)

func hour(_ count: Int) -> Instant { newYear + Double(count) * 3600 }

/// A state with reported values, as a filter sees it.
func twin(
  _ id: String, type: TypeName = .ward, role: Role = .individual,
  _ values: [String: JSON] = [:], desired: [String: JSON] = [:], head: Int64 = 1
) -> TwinState {
  func reading(_ value: JSON) -> Reading {
    Reading(
      value: value, observed: hour(5), known: hour(6), recorded: hour(7), source: "test",
      event: head)
  }
  var features: [String: Feature] = [:]
  for (name, value) in values { features[name, default: Feature()].reported = reading(value) }
  for (name, value) in desired { features[name, default: Feature()].desired = reading(value) }
  return TwinState(
    id: ID(id), type: type, role: role,
    lifecycle: .synchronised, revision: head, head: head, created: 1, features: features)
}

extension TypeName {
  static let ward = fixed("dtmi:salus:care:Ward;1.2")
  static let district = fixed("dtmi:salus:place:District;1")
  static let region = fixed("dtmi:salus:place:Region;1")
  static let person = fixed("dtmi:salus:person:Person;1")

  private static func fixed(_ text: String) -> TypeName {
    guard let type = TypeName(text) else { preconditionFailure("\(text) is a type's name") }
    return type
  }
}

extension ID: ExpressibleByStringLiteral, ExpressibleByUnicodeScalarLiteral,
  ExpressibleByExtendedGraphemeClusterLiteral
{
  public init(stringLiteral value: String) { self.init(value) }
}
