import SalusTwin

/// Signal, stratum and twin of a block of rows, in the order of their UTF-8 bytes.
struct BlockName: Equatable {
  let signal: String
  let stratum: String
  let twin: String

  init(signal: String, stratum: String, twin: String) {
    self.signal = signal
    self.stratum = stratum
    self.twin = twin
  }

  init(_ observation: Observation) {
    self.init(
      signal: observation.signal.text, stratum: observation.stratum, twin: observation.twin.text)
  }

  func precedes(_ other: BlockName) -> Bool {
    for (left, right) in [
      (signal, other.signal), (stratum, other.stratum), (twin, other.twin),
    ] where !left.utf8.elementsEqual(right.utf8) {
      return left.utf8.lexicographicallyPrecedes(right.utf8)
    }
    return false
  }
}
