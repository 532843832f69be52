import SalusCore
import SalusGovernance

/// The words of `dtmi:salus:context;1`.
extension DTDLElement {
  static func dataClass(_ node: DTDLNode) throws(DTDLFault) -> DataClass? {
    guard let member = node.member("dataClass") else { return nil }
    guard let dataClass = member.json.string.flatMap({ DataClass(label: $0) }) else {
      throw member.fault(
        member.sort, accepted: DataClass.allCases.map(\.label).joined(separator: ", "))
    }
    return dataClass
  }

  /// Codes as `system|code`, one or a list.
  static func codes(_ node: DTDLNode) throws(DTDLFault) -> [CodeBinding] {
    guard let member = node.member("codes") else { return [] }
    guard member.elements.count <= DTDLContext.mostCodes else {
      throw member.fault("\(member.elements.count) codes", accepted: "at most 100")
    }
    var codes: [CodeBinding] = []
    for element in member.elements {
      let text = try element.text("system|code, as in http://loinc.org|8867-4")
      do throws(CodeProblem) {
        let code = try CodeBinding(text)
        guard !codes.contains(code) else {
          throw CodeProblem.repeated(text)
        }
        codes.append(code)
      } catch {
        throw element.fault(
          error.description, accepted: "each code once, as in http://loinc.org|8867-4")
      }
    }
    return codes
  }

  static func bounds(_ node: DTDLNode) throws(DTDLFault) -> ValueRule.Bounds {
    try node.only(["low", "high"])
    let bounds = ValueRule.Bounds(
      low: try node.member("low")?.number(), high: try node.member("high")?.number())
    guard bounds.low ?? -.infinity <= bounds.high ?? .infinity, bounds != ValueRule.Bounds() else {
      throw node.fault("bounds that hold nothing", accepted: "low, high or both, low first")
    }
    return bounds
  }

  static func level(_ node: DTDLNode) throws(DTDLFault) -> Level {
    try node.only(["autonomy", "spatialDetail", "temporalDetail", "updatePeriod", "latency"])
    var level = Level()
    let accepted = "0 mirror, 1 alert, 2 predict, 3 recommend, 4 act with approval, 5 act"
    let autonomy = try node.required("autonomy", accepted: accepted)
    guard let value = autonomy.json.integer.flatMap({ Autonomy(rawValue: Int(clamping: $0)) })
    else { throw autonomy.fault(autonomy.sort, accepted: accepted) }
    level.autonomy = value
    level.fidelity.spatialDetail = try node.member("spatialDetail")?.choice(Scale.self)
    level.fidelity.temporalDetail = try seconds(node.member("temporalDetail"))
    level.fidelity.updatePeriod = try seconds(node.member("updatePeriod"))
    level.fidelity.latency = try seconds(node.member("latency"))
    return level
  }

  private static func seconds(_ node: DTDLNode?) throws(DTDLFault) -> Double? {
    guard let node else { return nil }
    guard let duration = node.json.string.flatMap({ ISODuration($0) }), duration.months == 0,
      duration.seconds > 0
    else {
      throw node.fault(
        node.sort, accepted: "a duration of ISO 8601 in weeks, days, hours, minutes or seconds")
    }
    return duration.seconds
  }
}
