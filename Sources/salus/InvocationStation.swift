import SalusOperate
import SalusStore

extension Invocation {
  /// The station to work with: the running server's where the work was handed over to it, else one
  /// of the verb's own on the data directory.
  func station(_ mode: Store.Mode) throws -> Station {
    if let shared { return shared }
    let mode = has("dry-run") ? .read : mode
    if mode == .create { try DataDirectory.create(dataDirectory) }
    return try Station(directory: dataDirectory, mode: mode, patience: 5)
  }
}
