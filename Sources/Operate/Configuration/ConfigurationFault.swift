import SalusCore

/// One thing that is wrong in a configuration, and where.
public struct ConfigurationFault: Hashable, Sendable {
  /// Nil where the fault lies in a file that the configuration names.
  public var position: TextPosition?
  /// The way to the value: `feeds[2].every`.
  public var path: String
  /// What is wrong and what would be accepted.
  public var words: String

  public init(_ position: TextPosition?, _ path: String, _ words: String) {
    self.position = position
    self.path = path
    self.words = words
  }

  /// `FILE:LINE:COLUMN: PATH: words`, as editors and people take it.
  public func line(in file: String) -> String {
    "\(file):\(position.map { "\($0): " } ?? " ")\(path.isEmpty ? "" : "\(path): ")\(words)"
  }
}

/// All that is wrong in a configuration.
public struct ConfigurationError: Problem, Hashable {
  public let file: String
  /// In the order of the file; never empty.
  public let faults: [ConfigurationFault]
  /// How many there are beyond those.
  public let more: Int

  public init(file: String, faults: [ConfigurationFault], more: Int = 0) {
    self.file = file
    self.faults = faults
    self.more = more
  }

  /// A line for each fault, and one for those that are only counted.
  public var lines: [String] {
    faults.map { $0.line(in: file) } + (more > 0 ? ["\(file): and \(more) more"] : [])
  }

  public var kind: ProblemKind { .usage }

  public var description: String {
    let lines = lines
    guard lines.count > 1 else { return lines.first ?? "\(file) cannot be read" }
    return "\(file) has \(faults.count + more) faults\n" + lines.joined(separator: "\n")
  }

  public var hint: String? { "'salus config example' prints a file with every key explained." }
}
