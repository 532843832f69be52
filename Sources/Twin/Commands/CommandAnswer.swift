import SalusCore

/// What a counterpart says of a command, in whatever order and however often it says it.
public enum CommandAnswer: Hashable, Sendable {
  /// It has the command and will carry it out.
  case accepted(String)
  /// It has begun.
  case executing(String)
  /// It will not or cannot do it.
  case failed(String)

  /// The step that follows; nil where nothing new is said, as by an answer that comes twice or was
  /// overtaken by a later one.
  ///
  /// - Throws: `illegal` where the command was never sent, or is over and the answer says otherwise.
  public func step(of command: Command) throws(CommandFault) -> CommandStep? {
    func illegal(_ state: CommandState) -> CommandFault {
      .illegal(command.id, from: command.state, to: state, line: .main)
    }
    switch (self, command.state) {
    case (.accepted(let words), .sent): return CommandStep(command.id, to: .accepted, words: words)
    case (.accepted, .accepted), (.accepted, .executing), (.accepted, .succeeded): return nil
    case (.accepted, _): throw illegal(.accepted)
    case (.executing(let words), .sent), (.executing(let words), .accepted):
      return CommandStep(command.id, to: .executing, words: words)
    case (.executing, .executing), (.executing, .succeeded): return nil
    case (.executing, _): throw illegal(.executing)
    case (.failed(let words), .sent), (.failed(let words), .accepted),
      (.failed(let words), .executing):
      return CommandStep(command.id, to: .failed, words: words)
    case (.failed, .failed): return nil
    case (.failed, _): throw illegal(.failed)
    }
  }
}
