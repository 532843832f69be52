/// When a figure of what there is counts as old.
public struct CapacitySettings: Hashable, Sendable {
  /// Hours after which a bed report is stale.
  public var bedsDueHours = 24.0
  /// Hours after which a report of staff is stale.
  public var staffDueHours = 24.0
  /// Hours after which stock that nobody counted or moved is stale.
  public var stockDueHours = 168.0

  public init() {}
}
