import Glibc
import Synchronization

/// A line that says how far work is, how fast it goes and when it will be done; drawn on terminals
/// only, from half a second after the start, ten times a second at most.
public final class Progress: Sendable {
  private struct State {
    var lastDrawn = 0.0
    var isDrawn = false
  }

  private let console: Console
  private let title: String
  private let unit: String
  private let started: Double
  private let state = Mutex(State())

  public init(_ title: String, unit: String, on console: Console) {
    self.console = console
    self.title = title
    self.unit = unit
    started = Progress.seconds()
  }

  /// - Parameters:
  ///   - share: 0 to 1; nil where the end is not known.
  ///   - count: how many units are done, for the rate.
  public func update(_ share: Double?, count: Int) {
    let now = Progress.seconds()
    let elapsed = now - started
    guard console.isTerminal, elapsed >= 0.5 else { return }
    let isDue = state.withLock { state in
      guard now - state.lastDrawn >= 0.1 else { return false }
      state.lastDrawn = now
      state.isDrawn = true
      return true
    }
    guard isDue else { return }
    console.draw(
      Progress.line(title, share: share, count: count, unit: unit, elapsed: elapsed))
  }

  /// Clears the line.
  public func finish() {
    if state.withLock({ $0.isDrawn }) { console.draw("") }
  }

  /// What is drawn after `elapsed` seconds.
  public static func line(
    _ title: String, share: Double?, count: Int, unit: String, elapsed: Double
  ) -> String {
    var line = title
    // A file that grows while it is read can be past its end.
    if let share = share.map({ min($0, 1) }), share > 0 {
      let filled = Int((share * 20).rounded(.down))
      let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 20 - filled)
      line += " \(bar) \(Int(share * 100)) %"
      line += ", \(duration(elapsed / share - elapsed)) left"
    }
    line += ", \(Int(Double(count) / elapsed)) \(unit)/s"
    return line
  }

  static func duration(_ seconds: Double) -> String {
    let whole = Int(max(0, seconds).rounded(.up))
    return whole < 60 ? "\(whole) s" : "\(whole / 60) min \(whole % 60) s"
  }

  private static func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
