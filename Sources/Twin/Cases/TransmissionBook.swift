import SalusCore

/// The links of an outbreak under its rules: one accepted infector to a case, alternatives beside
/// it, and no circles among the accepted.
public struct TransmissionBook: Sendable {
  private var accepted: [ID<Twin>: InfectionLink] = [:]
  private var others: [ID<Twin>: [InfectionLink]] = [:]

  public init() {}

  /// A link that is kept though something about it is odd.
  public enum Warning: Hashable, Sendable, CustomStringConvertible {
    /// The onset comes before the infector's by so many days, where the disease allows fewer.
    case early(infected: ID<Twin>, infector: ID<Twin>, days: Int, allowed: Int)

    public var description: String {
      switch self {
      case .early(let infected, let infector, let days, let allowed):
        "the onset of \(infected) is \(Words.plural(days, "day")) before that of \(infector), "
          + "which infected it; the disease allows \(allowed)"
      }
    }
  }

  /// The accepted infector; nil for none.
  public func infector(of infected: ID<Twin>) -> ID<Twin>? { accepted[infected]?.infector }

  /// Alternatives by weight, heaviest first, then by infector.
  public func alternatives(of infected: ID<Twin>) -> [InfectionLink] {
    (others[infected] ?? []).sorted {
      ($1.weight ?? 0, $0.infector) < ($0.weight ?? 0, $1.infector)
    }
  }

  /// All accepted links in order of the infected.
  public var links: [InfectionLink] {
    accepted.values.sorted { $0.infected < $1.infected }
  }

  /// Throws what stands against a link, and changes nothing.
  public func check(_ link: InfectionLink) throws(InfectionFault) {
    guard link.infected != link.infector else { throw .itself(link.infected) }
    if let weight = link.weight, !(0...1).contains(weight) { throw .weight(weight) }
    guard link.isAccepted else { return }
    if let known = accepted[link.infected], known.infector != link.infector {
      throw .accepted(link.infected, infector: known.infector)
    }
    try checkCircle(link)
  }

  /// Adds a link; one to the same infector again replaces what was said of it.
  public mutating func add(_ link: InfectionLink) throws(InfectionFault) {
    try check(link)
    guard link.isAccepted else {
      if accepted[link.infected]?.infector == link.infector { accepted[link.infected] = nil }
      others[link.infected, default: []].removeAll { $0.infector == link.infector }
      others[link.infected, default: []].append(link)
      return
    }
    others[link.infected]?.removeAll { $0.infector == link.infector }
    accepted[link.infected] = link
  }

  /// Makes one infector the accepted one; who was it before becomes an alternative.
  public mutating func accept(_ infector: ID<Twin>, of infected: ID<Twin>) throws(InfectionFault) {
    if accepted[infected]?.infector == infector { return }
    guard var chosen = others[infected]?.first(where: { $0.infector == infector }) else {
      throw .unknown(infected: infected, infector: infector)
    }
    chosen.isAccepted = true
    let former = accepted.removeValue(forKey: infected)
    do throws(InfectionFault) {
      try checkCircle(chosen)
    } catch {
      accepted[infected] = former
      throw error
    }
    others[infected]?.removeAll { $0.infector == infector }
    if var former {
      former.isAccepted = false
      others[infected, default: []].append(former)
    }
    accepted[infected] = chosen
  }

  /// Takes a link out, accepted or not.
  public mutating func remove(_ infector: ID<Twin>, of infected: ID<Twin>) {
    if accepted[infected]?.infector == infector { accepted[infected] = nil }
    others[infected]?.removeAll { $0.infector == infector }
  }

  /// Whether the onsets fit the disease: nil where they do, or are not known well enough.
  public static func warning(
    _ link: InfectionLink, onset: PartialDate?, infectorOnset: PartialDate?, disease: Disease
  ) -> Warning? {
    guard let onset, let infectorOnset else { return nil }
    // Partial dates speak for the link wherever they can.
    let days = infectorOnset.earliest - onset.latest
    guard days > disease.greatestLead else { return nil }
    return .early(
      infected: link.infected, infector: link.infector, days: days, allowed: disease.greatestLead)
  }

  /// Walks from the infector to its source: who comes by the infected has closed a circle.
  private func checkCircle(_ link: InfectionLink) throws(InfectionFault) {
    var path = [link.infected, link.infector]
    var current = link.infector
    while let next = accepted[current]?.infector {
      path.append(next)
      if next == link.infected { throw .cycle(path) }
      current = next
    }
  }
}
