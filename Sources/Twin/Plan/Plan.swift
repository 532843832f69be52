import SalusCore

/// A proposal of who should send what to whom, with what it buys and what holds it back.
///
/// Proposed by the program, amended and signed or refused by a person. A plan is a pure function
/// of its inputs and of the amendments; only `seconds` tells of the machine that made it.
public struct Plan: Hashable, Sendable {
  public static let type = "plan.proposed"

  /// `P-1`, `P-2`, ...
  public var id: ID<Plan>
  /// The revision of the plan's twin at which it was proposed or amended, from 1.
  public var revision: Int64
  public var asOf: AsOf
  /// The greatest journal sequence that it saw.
  public var sequence: Int64
  /// The moment for which it was made, by the loop's clock: moves depart after it.
  public var made: Instant
  /// Days over which unmet need is counted, from the day of `made` on.
  public var horizonDays: Int
  public var inputs: PlanInputs
  /// Time that the solution took.
  public var seconds: Double
  /// What it is for, in one sentence.
  public var sentence: String
  public var moves: [Move]
  public var unmet: [Unmet]
  public var totals: [Total]
  public var binding: [Binding]
  public var rejected: [Rejected]
  public var floors: [Floor]
  /// What had to be given up because not all rules can hold at once; empty where they can.
  public var relaxation: [Relaxation]
  public var amendments: [Amendment]

  public init(
    id: ID<Plan>, revision: Int64 = 1, asOf: AsOf, sequence: Int64, made: Instant,
    horizonDays: Int, inputs: PlanInputs, seconds: Double = 0, sentence: String = "",
    moves: [Move] = [], unmet: [Unmet] = [], totals: [Total] = [], binding: [Binding] = [],
    rejected: [Rejected] = [], floors: [Floor] = [], relaxation: [Relaxation] = [],
    amendments: [Amendment] = []
  ) {
    self.id = id
    self.revision = revision
    self.asOf = asOf
    self.sequence = sequence
    self.made = made
    self.horizonDays = horizonDays
    self.inputs = inputs
    self.seconds = seconds
    self.sentence = sentence
    self.moves = moves
    self.unmet = unmet
    self.totals = totals
    self.binding = binding
    self.rejected = rejected
    self.floors = floors
    self.relaxation = relaxation
    self.amendments = amendments
  }

  /// The twin that a plan's events belong to.
  public static func twin(_ id: ID<Plan>) -> ID<Twin> { ID("plan:\(id)") }

  public var twin: ID<Twin> { Plan.twin(id) }

  /// The move of that id; nil where the plan has none such.
  public func move(_ id: ID<Move>) -> Move? {
    moves.first { $0.id == id }
  }
}
