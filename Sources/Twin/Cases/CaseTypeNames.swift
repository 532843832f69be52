import SalusCore
import SalusGovernance

/// Names of the types that case work makes twins of.
public enum CaseTypes {
  public static let person = TypeName(unchecked: "dtmi:salus:person:Person;1")
  public static let `case` = TypeName(unchecked: "dtmi:salus:case:Case;1")
  public static let outbreak = TypeName(unchecked: "dtmi:salus:case:Outbreak;1")

  /// Class of what says who somebody is.
  public static let personClass = DataClass.identified
  /// Class of location traces.
  public static let traceClass = DataClass.special

  /// Class of values of a case: where somebody lives is a trace.
  public static func dataClass(of values: JSON) -> DataClass {
    values["latitude"] != nil || values["longitude"] != nil ? traceClass : personClass
  }
}
