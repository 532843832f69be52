import SalusCore

/// The rule of independent sources: grade II and graver need two source classes, and what people
/// say in social media is never one of the only two, nor anything alone.
enum SourceClasses {
  /// Each class once, in a fixed order.
  static func distinct(_ classes: [Signal.SourceClass]) -> [Signal.SourceClass] {
    let present = Set(classes)
    return Signal.SourceClass.allCases.filter { present.contains($0) }
  }

  /// How many count for grades I and II.
  static func independent(_ classes: [Signal.SourceClass]) -> Int {
    Set(classes).subtracting([.social]).count
  }

  /// Whether they may raise a warning at all.
  static func suffice(_ classes: [Signal.SourceClass]) -> Bool { independent(classes) > 0 }

  /// The grade that the sources allow.
  static func allowed(_ grade: Grade, _ classes: [Signal.SourceClass]) -> Grade {
    independent(classes) >= 2 ? grade : max(grade, .third)
  }

  /// `laboratory and emergency calls agree`, `one source class (laboratory): grade II needs two`.
  static func words(_ classes: [Signal.SourceClass]) -> String {
    let names = classes.map(Words.source)
    switch independent(classes) {
    case 0: return "no source class that counts"
    case 1: return "one source class (\(Words.list(names))): grade II needs two"
    default: return "\(Words.list(names)) agree"
    }
  }
}

extension WarningCase {
  /// What the source classes allow, in words.
  public var sourceWords: String {
    switch what {
    case .order, .feed: "from the twin's own records"
    default: SourceClasses.words(sourceClasses)
    }
  }
}
