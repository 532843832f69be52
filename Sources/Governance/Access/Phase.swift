/// Where an emergency stands: the phase decides which purposes are open (the PPRR cycle of
/// prevention, preparedness, response and recovery).
public enum Phase: String, Sendable, Codable, CaseIterable {
  case prevention
  case preparedness
  case response
  case recovery
}
