import SalusCore
import SalusLogistics
import SalusTwin

/// Why a plan could not be made or changed.
public enum PlanError: Problem, Hashable {
  case noSuchMove(String, in: ID<Plan>, known: [String])
  /// An amendment that stock or vehicles do not allow, with the most that they do.
  case tooMuch(move: String, asked: Double, most: Double, unit: String)
  case notAQuantity(Double)
  /// A part of what comes in whole units only.
  case notWhole(Double, unit: String)
  /// A quantity on a day on which nothing departs by the settings of now.
  case noSuchDay(move: String, day: Int)
  /// The quantities that were set need more trips than the vehicles can make.
  case tooManyTrips
  case impossible
  case solver(ProgrammeError)

  public var kind: ProblemKind {
    switch self {
    case .noSuchMove: .notFound
    case .tooMuch, .notAQuantity, .notWhole, .noSuchDay, .tooManyTrips: .usage
    case .impossible, .solver: .failed
    }
  }

  public var description: String {
    switch self {
    case .noSuchMove(let move, let plan, _): "plan \(plan) has no move '\(move)'"
    case .tooMuch(let move, let asked, let most, let unit):
      "\(Words.number(asked)) for \(move) is more than can be done; "
        + "at most \(Words.amount(most, unit)) can"
    case .notAQuantity(let quantity):
      "\(quantity) is no quantity; a number from 0 up is accepted"
    case .notWhole(let quantity, let unit):
      "\(JSON.number(quantity)) \(unit) cannot be sent; a whole number is accepted"
    case .noSuchDay(let move, let day):
      "\(move) departs in \(day) days, and plans reach less far now"
    case .tooManyTrips: "the quantities that were set need more trips than the vehicles can make"
    case .impossible: "no plan meets the quantities that were set"
    case .solver(let error): error.description
    }
  }

  public var hint: String? {
    switch self {
    case .noSuchMove(_, _, let known):
      known.isEmpty ? "It has no moves." : "It has \(known.joined(separator: ", "))."
    case .tooMuch: "Set that or less."
    case .noSuchDay: "Propose a new plan."
    case .tooManyTrips, .impossible: "Set less, or leave more moves to be solved."
    default: nil
    }
  }
}
