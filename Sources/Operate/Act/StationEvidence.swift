import SalusAct
import SalusAnalyse
import SalusCore
import SalusTwin

extension Station {
  /// The folds of warnings, notices and orders as of now.
  func dutyState() throws -> DutyState {
    try duty.current(journal, through: try journal.head(of: Branch.main).sequence)
  }

  /// Estimates of need older than this say nothing about today.
  private static let oldestDemand = 10

  /// What warnings are made of, as of now.
  func evidence(_ state: DutyState, at now: Instant) throws -> Evidence {
    let day = try today()
    var evidence = Evidence(day: day, now: now, places: state.places)
    for facility in state.facilities.values {
      evidence.sites[facility.id] = Evidence.Site(
        name: facility.name, isHospital: facility.kind == .hospital, place: facility.place)
    }
    for item in state.items.values { evidence.titles[item.id.text] = item.title }
    evidence.findings = state.detections.detections.map { detection in
      let signal = state.signals[detection.signal]
      return Evidence.Finding(
        detection, title: signal?.title ?? detection.signal.text,
        sourceClass: signal?.sourceClass ?? .other)
    }
    evidence.watches = state.detections.runs.map { run in
      let signal = state.signals[run.signal]
      return Evidence.Watch(
        signal: run.signal, sourceClass: signal?.sourceClass ?? .other, series: run.usable,
        looksPerYear: 365 / Double(signal?.period.days ?? 7),
        errorRate: Station.errorRate(run.method, signal))
    }
    if let demand = state.demand, day - demand.day <= Station.oldestDemand {
      evidence.demand = demand
      let source = demand.forecast?.signal.text ?? demand.parameters["signal"]?.string
      if let signal = source.flatMap({ state.signals[ID($0)] }) {
        evidence.demandClasses = [signal.sourceClass]
      }
    }
    evidence.lateOrders = state.orders.all.filter(\.isLate)
    evidence.feeds = state.feeds.troubled
    return evidence
  }

  /// The chance that one look of a method at a quiet series alarms, as its settings ask for.
  ///
  /// Methods without such a setting count as one in a hundred. Daily counts must also be rarer
  /// than the watch's own bound.
  private static func errorRate(_ name: String, _ signal: Signal?) -> Double {
    let words = name.split(separator: "/", maxSplits: 1)
    guard let method = words.first.flatMap({ DetectionMethod(rawValue: String($0)) }) else {
      return 0.01
    }
    let settings = DetectionSettings(method)
    var rate = settings.parameters["alpha"]?.double ?? 0.01
    for setting in (words.count > 1 ? words[1] : "").split(separator: ",") {
      if setting.hasPrefix("alpha="), let value = Double(setting.dropFirst(6)) { rate = value }
    }
    // Farrington's interval has two sides, of which one alarms.
    if method == .farrington { rate /= 2 }
    guard let signal, signal.period == .day, signal.measure == .count else { return rate }
    return min(rate, Surveillance(settings: settings, daily: true).rarity)
  }

  /// What time it is for those on duty: the loop's moment.
  public func dutyTime() throws -> Instant { loopTime() }
}
