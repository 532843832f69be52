import SalusCore
import SalusTwin

/// What is seen from a branch: its own events, and those of the lines that it was forked from up
/// to the forks.
///
/// Sequences run on along a line, so that a sequence belongs to one segment.
struct Line {
  /// The branch itself first, then its parent, and so on.
  var segments: [Segment]

  /// A stretch of one branch.
  struct Segment {
    var branch: Int64
    var name: ID<Branch>
    /// Exclusive lower bound of sequences.
    var after: Int64
    /// Inclusive upper bound of sequences.
    var through: Int64
  }

  /// The branch itself.
  var branch: Int64 { segments[0].branch }

  /// True where nothing shines through from a parent.
  var isSingle: Bool { segments.count == 1 }

  /// The segment that holds the sequence; the oldest for what is before all.
  func segment(of sequence: Int64) -> Segment {
    for segment in segments where sequence > segment.after { return segment }
    return segments[segments.count - 1]
  }

  /// The line as it was when its newest event had that sequence.
  func bounded(through sequence: Int64?) -> Line {
    guard let sequence else { return self }
    var copy = self
    for index in copy.segments.indices {
      copy.segments[index].through = min(copy.segments[index].through, sequence)
    }
    return copy
  }

  static let main = Line(segments: [
    Segment(branch: 1, name: Branch.main, after: 0, through: .max)
  ])

  /// How many forks a line may have.
  static let deepest = 16

  /// Reads the line of a branch.
  ///
  /// - Parameter status: throws for a branch that was discarded, unless `evenDiscarded`.
  static func read(
    _ branch: ID<Branch>, evenDiscarded: Bool = false, in connection: Connection
  ) throws(JournalError) -> Line {
    if branch == Branch.main { return main }
    let statement = try connection.statement(
      "SELECT id, parent, fork, status FROM branch WHERE name = ?")
    statement.bind(1, branch.text)
    guard try statement.step() else { throw .noBranch(branch) }
    let id = statement.int(0)
    var parent = statement.optionalInt(1)
    var fork = statement.int(2)
    let status = statement.text(3)
    statement.reset()
    guard evenDiscarded || status != BranchInfo.Status.discarded.rawValue else {
      throw .refused(type: "", reason: "the branch '\(branch)' was discarded")
    }
    var line = Line(segments: [
      Segment(branch: id, name: branch, after: parent == nil ? 0 : fork, through: .max)
    ])
    while let next = parent {
      guard line.segments.count <= deepest else {
        throw .corrupt("the branch '\(branch)' has no beginning")
      }
      let above = try connection.statement("SELECT name, parent, fork FROM branch WHERE id = ?")
      above.bind(1, next)
      guard try above.step() else { throw .corrupt("the parent of '\(branch)' is missing") }
      let through = fork
      let name = ID<Branch>(above.text(0))
      parent = above.optionalInt(1)
      fork = above.int(2)
      above.reset()
      line.segments.append(
        Segment(branch: next, name: name, after: parent == nil ? 0 : fork, through: through))
    }
    return line
  }
}
