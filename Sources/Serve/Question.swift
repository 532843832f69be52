import SalusCore
import SalusOperate
import SalusTwin

/// Reads the parameters that many routes share.
extension Request {
  /// `asof`: a date, `vSEQ`, or nothing for the newest.
  func asOf() throws(ReadError) -> AsOf {
    guard let text = self["asof"] else { return .latest }
    guard let asOf = AsOf(text) else {
      throw .bad(parameter: "as-of", value: text, accepted: "YYYY-MM-DD, vSEQ or latest")
    }
    return asOf
  }

  func date(_ name: String) throws(ReadError) -> CivilDate? {
    guard let text = self[name] else { return nil }
    guard let date = CivilDate(text) else {
      throw .bad(parameter: name, value: text, accepted: "a date as YYYY-MM-DD")
    }
    return date
  }

  func number(_ name: String, in range: ClosedRange<Int64>) throws(ReadError) -> Int64? {
    guard let text = self[name] else { return nil }
    guard let number = Int64(text), range.contains(number) else {
      throw .bad(
        parameter: name, value: text,
        accepted: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  func required(_ name: String) throws(ReadError) -> String {
    guard let text = self[name] else { throw .missing(parameter: name) }
    return text
  }

  func word(_ name: String, of accepted: [String]) throws(ReadError) -> String {
    guard let text = self[name] else { return accepted.first ?? "" }
    guard accepted.contains(text) else {
      throw .bad(parameter: name, value: text, accepted: accepted.joined(separator: ", "))
    }
    return text
  }

  /// How many entries of a list are asked for: 1 to 1000, usually 100.
  func limit() throws(ReadError) -> Int { Int(try number("limit", in: 1...1000) ?? 100) }

  /// The object that the request brings.
  func object() throws -> JSON {
    let body: JSON
    do {
      body = try JSON(parsing: self.body)
    } catch {
      throw Refusal(400, "the body is \(error)", hint: "Send a JSON object.")
    }
    guard body.members != nil else {
      throw Refusal(400, "the body is no JSON object", hint: "Send a JSON object.")
    }
    return body
  }

  func capture(_ name: String) -> String { captures[name] ?? "" }
}
