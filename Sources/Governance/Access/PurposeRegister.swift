import SalusCore

/// The closed list of purposes, with its version. Nothing is read for a purpose outside it.
public struct PurposeRegister: Sendable, Hashable {
  public let version: String
  /// In the order of the table.
  public let purposes: [Purpose]
  private let places: [ID<Purpose>: Int]

  /// Refuses two purposes of one name, fields that are no names, and purposes that allow nothing.
  public init(version: String, purposes: [Purpose]) throws(RegisterError) {
    var places: [ID<Purpose>: Int] = [:]
    for (index, purpose) in purposes.enumerated() {
      guard !purpose.id.text.isEmpty else { throw .unnamed(position: index + 1) }
      guard places.updateValue(index, forKey: purpose.id) == nil else {
        throw .twice(purpose.id)
      }
      for field in purpose.minimum.fields.names.sorted() where !field.isWellFormed {
        throw .badField(field, in: purpose.id)
      }
      if let gap = PurposeRegister.gap(in: purpose) { throw .empty(purpose.id, what: gap) }
    }
    self.init(checked: purposes, version: version, places: places)
  }

  private init(checked purposes: [Purpose], version: String, places: [ID<Purpose>: Int]) {
    self.version = version
    self.purposes = purposes
    self.places = places
  }

  /// For the table in this module, which a test checks.
  init(shipped purposes: [Purpose], version: String) {
    self.init(
      checked: purposes, version: version,
      places: Dictionary(
        purposes.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first }))
  }

  public subscript(id: ID<Purpose>) -> Purpose? {
    places[id].map { purposes[$0] }
  }

  private static func gap(in purpose: Purpose) -> String? {
    if purpose.phases.isEmpty { return "phases" }
    if purpose.minimum.scopes.isEmpty { return "scopes" }
    if purpose.minimum.forms.isEmpty { return "forms" }
    if !purpose.minimum.fields.isAll, purpose.minimum.fields.names.isEmpty { return "fields" }
    if !(purpose.longestGrant > 0) { return "longestGrant" }
    return nil
  }
}

/// Why a table of purposes cannot be used.
public enum RegisterError: Problem, Hashable {
  case unnamed(position: Int)
  case twice(ID<Purpose>)
  case badField(Field, in: ID<Purpose>)
  case empty(ID<Purpose>, what: String)
  /// A member of the settings is missing or is not what it should be.
  case malformed(at: String, wanted: String)

  public var kind: ProblemKind { .usage }

  public var description: String {
    switch self {
    case .unnamed(let position): "purpose \(position) of the table has no name"
    case .twice(let id): "the table has the purpose '\(id)' twice"
    case .badField(let field, let id):
      "purpose '\(id)' names the field '\(field)'; lower-case letters, digits, hyphens and dots are accepted"
    case .empty(let id, let what): "purpose '\(id)' has no \(what), so it could never be used"
    case .malformed(let place, let wanted): "\(place) of the purposes is not \(wanted)"
    }
  }
}
