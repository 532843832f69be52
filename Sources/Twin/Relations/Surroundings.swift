import SalusCore

/// Who is next to whom now, by relations without an end.
public protocol Surroundings {
  /// Ordered by id.
  func targets(of twin: ID<Twin>, name: String) throws(JournalError) -> [ID<Twin>]
  /// Ordered by id.
  func sources(of twin: ID<Twin>, name: String) throws(JournalError) -> [ID<Twin>]
}

extension Surroundings {
  /// The twin itself and all that it is part of or located in, over any number of steps.
  public func places(of twin: ID<Twin>) throws(JournalError) -> Set<ID<Twin>> {
    try reach(twin) { (next) throws(JournalError) in
      var found: [ID<Twin>] = []
      for name in placeRelationNames { found += try targets(of: next, name: name) }
      return found
    }
  }

  /// The twin itself and all that is part of it or located in it, over any number of steps.
  public func inside(_ twin: ID<Twin>) throws(JournalError) -> Set<ID<Twin>> {
    try reach(twin) { (next) throws(JournalError) in
      var found: [ID<Twin>] = []
      for name in placeRelationNames { found += try sources(of: next, name: name) }
      return found
    }
  }

  private func reach(
    _ twin: ID<Twin>, _ step: (ID<Twin>) throws(JournalError) -> [ID<Twin>]
  ) throws(JournalError) -> Set<ID<Twin>> {
    var met: Set<ID<Twin>> = [twin]
    var open = [twin]
    while let next = open.popLast() {
      for other in try step(next) where met.insert(other).inserted { open.append(other) }
    }
    return met
  }
}

/// Relations that say where something is, in the order in which they are followed.
let placeRelationNames = ["locatedIn", "partOf"]
