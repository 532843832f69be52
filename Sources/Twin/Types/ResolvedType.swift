import SalusCore
import SalusGovernance

/// A type with all it inherits and holds, ready to check values: made once, looked up by name.
///
/// Contents of a component appear as `component/name`.
public struct ResolvedType: Sendable {
  public let type: TwinType
  /// By name of the content.
  public let contents: [String: Entry]
  /// Names of all contents: inherited ones first, in the order of their declaration.
  public let names: [String]
  /// The type itself and all that it extends, near and far.
  public let lineage: Set<TypeName>
  /// Types that it needs and that nobody registered, in order. Twins can be made where there are
  /// none.
  public let unresolved: [TypeName]

  /// A content and where it comes from.
  public struct Entry: Hashable, Sendable {
    public let content: Content
    /// The type whose own content it is.
    public let declaredBy: TypeName
    /// How much values tell of a person; nil where they are not about persons.
    public let dataClass: DataClass?

    init(_ content: Content, declaredBy: TypeName, dataClass: DataClass?) {
      self.content = content
      self.declaredBy = declaredBy
      self.dataClass = dataClass
    }
  }

  init(
    type: TwinType, entries: [(String, Entry)], lineage: Set<TypeName>, unresolved: [TypeName]
  ) {
    self.type = type
    names = entries.map(\.0)
    contents = Dictionary(entries, uniquingKeysWith: { first, _ in first })
    self.lineage = lineage
    self.unresolved = unresolved
  }

  public var name: TypeName { type.name }

  /// Every type that it needs is known.
  public var isComplete: Bool { unresolved.isEmpty }

  /// Contents that take values, in the order of `names`.
  public var valueNames: [String] { names.filter { contents[$0]?.content.rule != nil } }

  /// True for the type itself, those it extends, and their earlier minor versions.
  public func isA(_ other: TypeName) -> Bool {
    lineage.contains(other) || lineage.contains { $0.fulfils(other) }
  }

  /// The content of that name.
  public func content(_ name: String) throws(TypeFault) -> Content {
    if let entry = contents[name] { return entry.content }
    throw .unknownContent(name, type: self.name, near: NearestWord.find(name, among: names))
  }

  /// What values of that content must be; refused for contents that take none.
  public func rule(_ name: String) throws(TypeFault) -> ValueRule {
    let content = try content(name)
    guard let rule = content.rule else {
      throw .takesNoValue(name, type: self.name, kind: content.kind.rawValue.lowercased())
    }
    return rule
  }

  /// Why the value, given in a unit of UCUM, cannot be one of that content; nil where it can. No
  /// unit means the declared one.
  public func fault(in value: JSON, unit: String? = nil, of content: String) -> TypeFault? {
    do {
      _ = try conform(value, unit: unit, to: content)
      return nil
    } catch {
      return error
    }
  }

  /// The first fault among values by content, in the order of their names; nil where all fit.
  public func fault(in values: [String: JSON]) -> TypeFault? {
    for (name, value) in values.sorted(by: { $0.key < $1.key }) {
      if let fault = fault(in: value, of: name) { return fault }
    }
    return nil
  }

  /// The value in the declared unit and the form in which it is kept: whole numbers as integers,
  /// fields of objects in the order of the schema.
  public func conform(_ value: JSON, unit: String? = nil, to content: String)
    throws(TypeFault) -> JSON
  {
    let rule = try rule(content)
    guard let unit, unit != rule.unit?.text else { return try rule.conform(value, as: content) }
    guard let declared = rule.unit else { throw .noUnit(content: content, given: unit) }
    // A value of another form is told before a unit of another kind.
    _ = try rule.conform(value, as: content, anyNumber: true)
    let source: UnitCode
    do {
      source = try UnitCode(unit)
    } catch {
      throw .unknownUnit(content: content, given: unit, declared: declared.text)
    }
    guard source.dimension == declared.dimension else {
      throw .wrongUnit(content: content, given: unit, declared: declared.text)
    }
    let converted = rule.schema.converted(value, from: source, to: declared)
    return try rule.conform(converted, as: content)
  }

  /// The number in the declared unit; for observations, whose values are numbers alone.
  public func convert(_ value: Double, unit: String?, of content: String)
    throws(TypeFault) -> Double
  {
    let kept = try conform(.number(value), unit: unit, to: content)
    guard let number = kept.double else {
      throw .wrongValue(
        content: content, path: "", given: "a number", accepted: "what is no number")
    }
    return number
  }

  /// Whether the number lies within the bounds of what is plausible; true where none are declared.
  public func isPlausible(_ value: Double, of content: String) -> Bool {
    contents[content]?.content.rule?.plausible?.contains(value) ?? true
  }
}

extension ValueRule {
  /// The value as it is kept. With `anyNumber` a whole number may have a fraction, since it is
  /// still to be converted.
  func conform(_ value: JSON, as content: String, anyNumber: Bool = false)
    throws(TypeFault) -> JSON
  {
    do {
      return try (anyNumber ? schema.loosened : schema).conform(value)
    } catch {
      throw .wrongValue(
        content: content, path: error.path, given: error.given, accepted: error.accepted)
    }
  }
}

extension DataSchema {
  private var asksForWhole: Bool {
    switch self {
    case .primitive(.integer), .primitive(.long): true
    default: false
    }
  }

  /// Any number where whole ones are asked for.
  fileprivate var loosened: DataSchema {
    switch self {
    case .primitive(let primitive) where primitive.isNumeric: .double
    case .array(let array): .array(ArraySchema(of: array.element.loosened))
    default: self
    }
  }

  /// Every number of the value in another unit of the same dimension. Where whole numbers are asked
  /// for, a result within a billionth of one is that one, so that 3 h are 180 min.
  func converted(_ value: JSON, from: UnitCode, to: UnitCode) -> JSON {
    switch (self, value) {
    case (.array(let array), .array(let values)):
      return .array(values.map { array.element.converted($0, from: from, to: to) })
    default:
      guard let number = value.double, let result = try? from.convert(number, to: to) else {
        return value
      }
      let whole = result.rounded()
      let isWhole = asksForWhole && abs(result - whole) <= 1e-9 * max(1, abs(result))
      return .number(isWhole ? whole : result)
    }
  }
}
