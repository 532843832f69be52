import SalusCore
import SalusTwin

/// What remains of a personal twin when it must not say who it is: numbers, truth values and words
/// of closed lists. Texts, places, dates of birth and names of other systems are left out.
enum PlainForm {
  static func of(_ state: TwinState, _ registry: TypeRegistry) -> TwinState {
    let type = try? registry.resolved(state.type)
    var plain = state
    plain.aliases = []
    plain.derivedFrom = nil
    plain.features = state.features.filter { name, feature in
      let content = type?.contents[name]
      if content?.dataClass == .special { return false }
      if case .choice = content?.content.schema { return true }
      return [feature.reported, feature.desired].allSatisfy { reading in
        switch reading?.value {
        case nil, .bool, .integer, .number, .null: true
        default: false
        }
      }
    }
    return plain
  }
}
