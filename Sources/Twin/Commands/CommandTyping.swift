import SalusCore

extension CommandRequest {
  /// The request as the twin's type takes it: a command of the type with arguments of its schema,
  /// desired values of writable properties in the type's own units, and no more autonomy than the
  /// type has.
  ///
  /// - Parameter isStale: the twin's reports are late; it then acts on nobody's behalf, and
  ///   autonomy falls to 1.
  /// - Throws: `unusable` with what the type would accept.
  public func fitted(to type: ResolvedType, isStale: Bool = false) throws(CommandFault)
    -> CommandRequest
  {
    var fitted = self
    do throws(TypeFault) {
      let rule = try type.command(name).request?.rule
      if rule == nil, arguments != .null, arguments != .object([]) {
        throw TypeFault.wrongValue(
          content: name, path: "", given: "arguments", accepted: "no arguments")
      }
      fitted.arguments = try rule?.conform(arguments, as: name) ?? .null
      fitted.desired = []
      for change in desired { fitted.desired.append(try change.fitted(to: type)) }
    } catch {
      throw .unusable(id, reason: error.description)
    }
    let declared = (type.type.level?.autonomy ?? .mirror).rawValue
    let most = isStale ? min(declared, Autonomy.alert.rawValue) : declared
    fitted.autonomy = min(autonomy, most)
    return fitted
  }
}

extension CommandRequest.Change {
  /// In the unit of the type, tolerance included.
  func fitted(to type: ResolvedType) throws(TypeFault) -> CommandRequest.Change {
    let content = try type.content(feature)
    let rule = try type.rule(feature)
    guard content.isWritable else {
      throw .wrongValue(
        content: feature, path: "", given: "a wish", accepted: "reports only; it is not writable")
    }
    guard let stated = try? StatedValue(reading: value) else {
      throw .wrongValue(
        content: feature, path: "", given: value.description, accepted: "a value")
    }
    let kept = try type.conform(stated.value, unit: stated.unit, to: feature)
    var fitted = self
    fitted.value = StatedValue(kept, unit: stated.unit == nil ? nil : rule.unit?.text).json
    if tolerance > 0, let unit = stated.unit, let number = stated.value.double,
      let code = try? UnitCode(unit), let declared = rule.unit,
      let low = try? code.convert(number, to: declared),
      let high = try? code.convert(number + tolerance, to: declared)
    {
      fitted.tolerance = abs(high - low)
    }
    return fitted
  }
}
