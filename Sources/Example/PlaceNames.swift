import SalusCore
import SalusNumerics

/// Invented names for the example region: plausible, distinct, the same for the same seed.
enum PlaceNames {
  static let region = "Greater Averlyn"
  static let river = "River Aver"
  static let districts = [
    "Old Quay", "Saltmarket", "Northmere", "Highfold", "Eastwolde", "Stonebeck", "Kingsmoor",
    "Fallowdale", "Southlea", "Millreach", "Westering", "Lindenvale",
  ]

  private static let beginnings = [
    "Alder", "Amber", "Ash", "Barrow", "Birch", "Black", "Bram", "Brook", "Cald", "Clover",
    "Copper", "Cran", "Dun", "Elder", "Elm", "Fern", "Finch", "Fox", "Gorse", "Hazel", "Heron",
    "Holm", "Iron", "Kes", "Lark", "Long", "Maple", "Marl", "Moss", "Nether", "Oak", "Otter",
    "Pel", "Quarry", "Raven", "Reed", "Rowan", "Sedge", "Shep", "Silver", "Stan", "Thorn",
    "Under", "Wain", "Whit", "Willow", "Wren", "Yar",
  ]
  private static let endings = [
    "bank", "bridge", "brook", "by", "combe", "cote", "croft", "cross", "dale", "field", "ford",
    "gate", "ham", "haven", "holt", "hurst", "ley", "mere", "moor", "row", "side", "stead",
    "thorpe", "ton", "well", "wick", "worth",
  ]

  /// `count` different names, at most as many as there are pairs of parts.
  static func wards(_ seed: Seed, count: Int) -> [String] {
    var draws = Stream(seed, .geography, 2)
    var names: [(key: UInt64, text: String)] = []
    for beginning in beginnings {
      for ending in endings where !beginning.lowercased().hasSuffix(ending.prefix(3)) {
        names.append((draws.bits64(), beginning + ending))
      }
    }
    names.sort { ($0.key, $0.text) < ($1.key, $1.text) }
    return names.prefix(count).map(\.text)
  }
}
