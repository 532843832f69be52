import SalusOperate
import SalusStore

extension Invocation {
  /// Whether the call would make a journal; its input is checked before that.
  var startsAnew: Bool {
    shared == nil && !has("dry-run") && !Store.exists(in: dataDirectory)
  }

  /// The station to work with: the running server's where the work was handed over to it, else one
  /// of the verb's own on the data directory.
  func station(_ mode: Store.Mode) throws -> Station {
    if let shared { return shared }
    let mode = has("dry-run") ? .read : mode
    if mode == .create { try DataDirectory.create(dataDirectory) }
    return try Station(directory: dataDirectory, mode: mode, patience: 5)
  }

  /// The same, working by the configuration that was named, or by the data directory's own, where
  /// no loop runs.
  func settledStation(_ mode: Store.Mode) throws -> Station {
    let station = try station(mode)
    if station.loop == nil, let configuration = try configuration() { station.use(configuration) }
    return station
  }
}
