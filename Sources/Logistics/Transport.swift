import SalusCore

/// Several items carried from sources to sinks at least cost; demand that is left unmet costs a
/// penalty a unit. The items are independent of each other.
public struct Transport: Sendable {
  /// Cost of a unit, one row a source, one number a sink; the same for all items.
  public var cost: [[Double]]
  /// At most; one row an item, one number a source.
  public var supply: [[Double]]
  /// Exactly, with what is unmet; one row an item, one number a sink.
  public var demand: [[Double]]
  public var penalty: Double

  public init(cost: [[Double]], supply: [[Double]], demand: [[Double]], penalty: Double) {
    self.cost = cost
    self.supply = supply
    self.demand = demand
    self.penalty = penalty
  }

  /// What goes where.
  public struct Answer: Sendable {
    public var objective: Double
    /// One number an item.
    public var unmet: [Double]
    public var flows: [Flow]

    /// So much of an item on one lane.
    public struct Flow: Hashable, Sendable {
      public var item: Int
      public var source: Int
      public var sink: Int
      public var amount: Double
    }
  }

  /// The optimum, item by item.
  public func solve() throws(TransportError) -> Answer {
    let sources = cost.count
    let sinks = cost.first?.count ?? 0
    guard cost.allSatisfy({ $0.count == sinks }), supply.count == demand.count,
      supply.allSatisfy({ $0.count == sources }), demand.allSatisfy({ $0.count == sinks })
    else { throw .shape }
    var answer = Answer(objective: 0, unmet: [], flows: [])
    for item in supply.indices {
      var programme = LinearProgramme()
      let given = supply[item].enumerated().map {
        programme.addRow("supply \($0.offset)", upper: $0.element)
      }
      let wanted = demand[item].enumerated().map {
        programme.addRow("demand \($0.offset)", lower: $0.element, upper: $0.element)
      }
      for source in 0..<sources {
        for sink in 0..<sinks {
          _ = programme.addColumn(
            "\(source) to \(sink)", cost: cost[source][sink],
            [.init(given[source], 1), .init(wanted[sink], 1)])
        }
      }
      let lacking = (0..<sinks).map {
        programme.addColumn("unmet \($0)", cost: penalty, [.init(wanted[$0], 1)])
      }
      let solution: ProgrammeSolution
      do {
        solution = try programme.solve()
      } catch {
        throw .programme(error)
      }
      guard solution.status == .optimal else { throw .impossible(item: item) }
      answer.objective += solution.objective
      answer.unmet.append(lacking.reduce(0) { $0 + solution.values[$1] })
      for source in 0..<sources {
        for sink in 0..<sinks where solution.values[source * sinks + sink] > 1e-9 {
          answer.flows.append(
            .init(
              item: item, source: source, sink: sink,
              amount: solution.values[source * sinks + sink]))
        }
      }
    }
    return answer
  }
}

/// Why a transport problem could not be solved.
public enum TransportError: Problem, Hashable {
  case shape
  case impossible(item: Int)
  case programme(ProgrammeError)

  public var kind: ProblemKind { .usage }

  public var description: String {
    switch self {
    case .shape: "costs, supplies and demands differ in the number of items, sources or sinks"
    case .impossible(let item):
      "item \(item) has no solution; supplies and demands must not be negative"
    case .programme(let error): error.description
    }
  }
}
