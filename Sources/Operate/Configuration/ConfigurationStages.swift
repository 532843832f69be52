import SalusCore

/// Settings that belong to the stages of the loop.
extension Configuration {
  mutating func readStages(_ section: ConfigurationSection) {
  }
}
