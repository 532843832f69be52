import SalusCore
import SalusTwin

/// Settles what the signals of a file are: from the journal, then the map, then the format.
struct SignalChoice {
  let world: World
  let format: ImportFormat
  let map: ColumnMap

  /// The main signal and the companions' in the map's order.
  func signals(for id: ID<Signal>) throws(ImportError) -> [Signal] {
    var main = map.signal ?? .init(id: id)
    main.id = id
    var signals = [try signal(main, isCompanion: false)]
    for companion in map.also { signals.append(try signal(companion.signal, isCompanion: true)) }
    return signals
  }

  private func signal(_ words: ColumnMap.SignalWords, isCompanion: Bool) throws(ImportError)
    -> Signal
  {
    guard ColumnMap.isName(words.id.text) else {
      throw .signal(
        "'\(words.id)' is no name of a signal; letters, digits, '-', '_' and '.' are accepted")
    }
    if let known = world.signal(words.id) {
      if let period = words.period, period != known.period {
        throw .signal(
          "signal '\(words.id)' is kept by \(known.period.rawValue), the map says by "
            + "\(period.rawValue)")
      }
      if let measure = words.measure, measure != known.measure {
        throw .signal(
          "signal '\(words.id)' is kept as a \(known.measure.rawValue), the map says it is a "
            + "\(measure.rawValue)")
      }
      try check(known)
      return filled(known, words)
    }
    var signal: Signal
    if let usual = format.defaults(for: words.id, isCompanion: isCompanion) {
      signal = usual
    } else {
      guard let period = words.period ?? (isByWeek ? .week : nil) else {
        throw .signal(
          "signal '\(words.id)' is new, and nothing says whether it is counted by day or by week; "
            + "add it to the map, as in signal: {id: \"\(words.id)\", period: \"week\"}")
      }
      let measure = words.measure ?? .count
      let each = period == .day ? "/d" : "/wk"
      signal = Signal(
        id: words.id, title: ImportFormat.title(of: words.id),
        unit: measure == .count ? "{count}\(each)" : "1", period: period, measure: measure)
    }
    if let period = words.period { signal.period = period }
    if let measure = words.measure { signal.measure = measure }
    try check(signal)
    return filled(signal, words)
  }

  private func check(_ signal: Signal) throws(ImportError) {
    if isByWeek, signal.period == .day {
      throw .signal("signal '\(signal.id)' is kept by day, and the table gives weeks")
    }
  }

  private func filled(_ signal: Signal, _ words: ColumnMap.SignalWords) -> Signal {
    var signal = signal
    if let title = words.title { signal.title = title }
    if let unit = words.unit { signal.unit = unit }
    if let sourceClass = words.sourceClass { signal.sourceClass = sourceClass }
    return signal
  }

  private var isByWeek: Bool {
    switch map.date {
    case .date: false
    case .week, .yearWeek: true
    }
  }
}
