import Synchronization

/// Finished answers by address, format and version, so that a page that many look at is made once.
///
/// Two generations: what is asked for moves to the young one; when that is full it becomes the old
/// one and the former old one is dropped. So memory stays bounded and no order need be kept.
final class ReplyCache: Sendable {
  struct Key: Hashable {
    let target: String
    let format: Format
    let version: Int64
  }

  private struct Generations {
    var young: [Key: Reply] = [:]
    var old: [Key: Reply] = [:]
    var weight = 0
  }

  private let state = Mutex(Generations())
  private let most: Int

  /// - Parameter bytes: about how much it may hold.
  init(bytes: Int) {
    most = bytes / 2
  }

  func find(_ key: Key) -> Reply? {
    state.withLock { state in
      if let reply = state.young[key] { return reply }
      guard let reply = state.old[key] else { return nil }
      keep(reply, key, in: &state)
      return reply
    }
  }

  func keep(_ reply: Reply, for key: Key) {
    state.withLock { keep(reply, key, in: &$0) }
  }

  private func keep(_ reply: Reply, _ key: Key, in state: inout Generations) {
    if state.weight + reply.weight > most {
      state.old = state.young
      state.young = [:]
      state.weight = 0
    }
    if state.young.updateValue(reply, forKey: key) == nil { state.weight += reply.weight }
  }
}
