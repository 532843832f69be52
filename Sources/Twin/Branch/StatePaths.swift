import SalusCore

/// A state as a flat list of properties, each under a path of its own, as diffs and merges compare
/// them: what is said, without who said it when.
public enum StatePaths {
  /// Path and value, sorted by path; empty for no state.
  public static func list(_ state: TwinState?) -> [(path: String, value: JSON)] {
    guard let state else { return [] }
    var found: [(path: String, value: JSON)] = []
    if state.isDeleted { found.append(("deleted", .bool(true))) }
    for (name, feature) in state.features {
      if let reading = feature.reported { found.append(("reported/" + name, said(reading))) }
      if let reading = feature.desired { found.append(("desired/" + name, said(reading))) }
    }
    found.append(("lifecycle", .string(state.lifecycle.text)))
    if let into = state.mergedInto { found.append(("mergedInto", .string(into.text))) }
    found.append(("role", .string(state.role.text)))
    found.append(("type", .string(state.type.description)))
    return found.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  /// What is not the same, in the order of the paths.
  public static func changes(from before: TwinState?, to after: TwinState?)
    -> [TwinPatch.Change]
  {
    var changes: [TwinPatch.Change] = []
    for (path, pair) in sideBySide(before, after) where pair.0 != pair.1 {
      changes.append(TwinPatch.Change(path: path, before: pair.0, after: pair.1))
    }
    return changes
  }

  /// Every path that either state has, with both values.
  static func sideBySide(_ left: TwinState?, _ right: TwinState?)
    -> [(path: String, values: (JSON?, JSON?))]
  {
    let left = list(left)
    let right = list(right)
    var (i, j) = (0, 0)
    var pairs: [(path: String, values: (JSON?, JSON?))] = []
    while i < left.count || j < right.count {
      if j == right.count
        || i < left.count
          && left[i].path.utf8.lexicographicallyPrecedes(right[j].path.utf8)
      {
        pairs.append((left[i].path, (left[i].value, nil)))
        i += 1
      } else if i == left.count || left[i].path != right[j].path {
        pairs.append((right[j].path, (nil, right[j].value)))
        j += 1
      } else {
        pairs.append((left[i].path, (left[i].value, right[j].value)))
        i += 1
        j += 1
      }
    }
    return pairs
  }

  private static func said(_ reading: Reading) -> JSON {
    StatedValue(reading.value, unit: reading.unit, quality: reading.quality).json
  }
}
