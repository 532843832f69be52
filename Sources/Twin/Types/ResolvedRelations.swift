import SalusCore

extension ResolvedType {
  /// What the relationship of that name allows.
  public func edge(_ name: String) throws(TypeFault) -> Content.Edge {
    let content = try content(name)
    guard let edge = content.edge else {
      throw .isNo("relationship", name, type: type.name, kind: content.kind.rawValue.lowercased())
    }
    return edge
  }

  /// What goes into and comes out of the command of that name; nil for nothing.
  public func command(_ name: String)
    throws(TypeFault) -> (request: Field?, response: Field?)
  {
    let content = try content(name)
    guard case .command(let request, let response) = content.form else {
      throw .isNo("command", name, type: type.name, kind: content.kind.rawValue.lowercased())
    }
    return (request, response)
  }

  /// Why twins of the other type cannot be at the end of that relationship, or so many of them at
  /// one time; nil where they can.
  ///
  /// A count below the least is no fault: relationships begin one after the other.
  public func fault(of name: String, to target: ResolvedType, count: Int = 1) -> TypeFault? {
    do {
      let edge = try edge(name)
      if let wanted = edge.target, !target.isA(wanted) {
        return .wrongTarget(name, given: target.name, accepted: wanted)
      }
      if let most = edge.maximum, count > most {
        return .tooManyTargets(name, count: count, accepted: most)
      }
      return nil
    } catch {
      return error
    }
  }

  /// The first fault of what a relationship carries, in the order of the names; nil where all fit.
  public func fault(inProperties values: [String: JSON], of name: String) -> TypeFault? {
    do {
      let properties = try edge(name).properties
      for (key, value) in values.sorted(by: { $0.key < $1.key }) {
        guard let rule = properties.first(where: { $0.name == key })?.rule else {
          return .unknownContent(
            name + "." + key, type: type.name,
            near: NearestWord.find(key, among: properties.map(\.name)).map { name + "." + $0 })
        }
        _ = try rule.conform(value, as: name + "." + key)
      }
      return nil
    } catch {
      return error
    }
  }
}
