import SalusCore
import SalusGovernance
import SalusTwin
import Synchronization

/// Remembers the places and signals of a journal between imports, for feeds of many small files.
final class ReferenceMemory: Sendable {
  private struct Held {
    var sequence: Int64
    var world: World
    var fingerprint: Digest
  }

  private let held = Mutex<Held?>(nil)

  /// The world as it is now and a fingerprint of its places; read anew only when an event about
  /// places or signals came since.
  func read(_ journal: any Journal) throws(JournalError) -> (world: World, fingerprint: Digest) {
    let query = EventQuery(
      types: [PlaceRegistered.type, SignalRegistered.type], limit: 1, isDescending: true)
    let sequence = try journal.events(query).first?.sequence ?? 0
    if let found = held.withLock({ $0 }), found.sequence == sequence {
      return (found.world, found.fingerprint)
    }
    let world = try World(journal, asOf: .latest)
    let fingerprint = ReferenceMemory.fingerprint(world.places)
    held.withLock { $0 = Held(sequence: sequence, world: world, fingerprint: fingerprint) }
    return (world, fingerprint)
  }

  /// Covers all words by which places are found.
  static func fingerprint(_ places: Places) -> Digest {
    let words: JSON = .array(
      places.all.map { place in
        let codes = place.codes.sorted { $0.key < $1.key }
        return .array(
          [.string(place.id.text), .string(place.name)] + codes.map { .string($0.value) })
      })
    return Digest(of: words.bytes)
  }
}
