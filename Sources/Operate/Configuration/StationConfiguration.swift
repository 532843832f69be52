import SalusCore

extension Station {
  /// What is in force: the running loop's configuration, else the one that a verb works by, else
  /// the usual values.
  public var configuration: Configuration {
    loop?.configuration ?? attached.withLock { $0.configuration } ?? Configuration()
  }

  /// Works by a configuration where no loop runs; nothing is registered or recorded.
  public func use(_ configuration: Configuration) {
    attached.withLock { $0.configuration = configuration }
    duty.use {
      $0.warnings = configuration.warnings
      $0.notices = configuration.notices
      $0.zone = configuration.zone
    }
  }
}
