import SalusCore
import SalusSense

/// Feeds of a configuration.
extension Configuration {
  mutating func readFeeds(_ section: ConfigurationSection) {
    var names: [String: String] = [:]
    for entry in section.sections("feeds") {
      guard let feed = readFeed(entry) else { continue }
      if let first = names[feed.name] {
        entry.fault("name", "a feed '\(feed.name)' is there already: \(first)")
      }
      names[feed.name] = entry.path
      feeds.append(feed)
    }
  }

  private func readFeed(_ entry: ConfigurationSection) -> FeedSettings? {
    let name = entry.required("name")
    if !name.isEmpty, !Configuration.isPlain(name) {
      entry.fault(
        "name", "'\(name)' is not accepted; letters, digits, '-', '_' and '.' make a feed's name")
    }
    var title = name
    entry.text("title", &title, most: 100)
    let link = readLink(entry)
    var feed = FeedSettings(
      name: name, title: title, link: link ?? .watch(WatchSettings(pattern: "/dev/null/*")),
      timeZone: zone.name)
    entry.text("reports", &feed.reports)
    if let word = feed.reports, !Configuration.capacityTables.contains(word) {
      let near = NearestWord.find(word, among: Configuration.capacityTables)
      entry.fault(
        "reports",
        "'\(word)' is no table of capacity" + (near.map { "; did you mean '\($0)'?" } ?? "")
          + " (\(Configuration.capacityTables.joined(separator: ", ")) are)")
    }
    entry.text("format", &feed.format)
    if !Configuration.formats.contains(feed.format) {
      entry.fault(
        "format",
        "'\(feed.format)' is not accepted; \(Configuration.formats.joined(separator: ", ")) are")
    }
    entry.text("map", &feed.map)
    feed.map = feed.map.map { path($0) }
    if feed.format == "csv", feed.reports == nil, feed.map == nil, !entry.has("map") {
      entry.fault("map", "a feed of CSV tables needs the name of its column map")
    }
    if let map = feed.map { checkMap(map, of: feed, entry) }
    var signal: String?
    entry.text("signal", &signal)
    feed.signal = signal.map { ID($0) }
    entry.text("target", &feed.target)
    entry.text("source", &feed.source)
    entry.text("timeZone", &feed.timeZone)
    do {
      _ = try TimeZoneRules(named: feed.timeZone)
    } catch {
      entry.fault("timeZone", error.description)
    }
    entry.schedule("due", &feed.due)
    entry.whole("leastRows", &feed.leastRows, in: 1...100_000_000)
    entry.whole("leastPlaces", &feed.leastPlaces, in: 1...10_000_000)
    entry.flag("checksTotals", &feed.checksTotals)
    entry.close()
    return link == nil ? nil : feed
  }

  /// A map that cannot be read would refuse every report; better to hear it now.
  private func checkMap(_ map: String, of feed: FeedSettings, _ entry: ConfigurationSection) {
    guard feed.reports == nil, feed.format == "csv" else { return }
    do {
      _ = try ColumnMap(path: map)
    } catch {
      entry.fault("map", "\(error)")
    }
  }

  private func readLink(_ entry: ConfigurationSection) -> FeedSettings.Link? {
    let ways = ["watch", "pull"].filter { entry.has($0) }
    guard ways.count == 1 else {
      _ = entry.node("watch")
      _ = entry.node("pull")
      entry.fault(
        ways.isEmpty ? "name" : "pull",
        "a feed has one way in: 'watch' with a folder and pattern, or 'pull' with an address")
      return nil
    }
    return entry.has("watch") ? readWatch(entry) : readPull(entry)
  }

  /// `watch: "inbox/cases/*.csv"`, or an object with `files` and more.
  private func readWatch(_ entry: ConfigurationSection) -> FeedSettings.Link? {
    var watch = WatchSettings(pattern: "")
    if let node = entry.node("watch"), let text = node.string {
      entry.show("watch", .string(text))
      watch.pattern = path(text)
    } else {
      let own = entry.section("watch")
      watch.pattern = path(own.required("files"))
      own.length("sweep", &watch.sweep, unit: 1, in: 1...86_400)
      own.flag("atomic", &watch.isAtomic)
      own.number("settleSeconds", &watch.settle, in: 0...3600)
      own.choice("keep", &watch.keep)
      own.whole("maxBytes", &watch.maxBytes, in: 1...(1 << 40))
      own.close()
    }
    let folder = watch.pattern.split(separator: "/").dropLast()
    if folder.contains(where: { $0.contains("*") || $0.contains("?") }) {
      entry.fault("watch", "'*' and '?' are accepted in the last part of the pattern only")
    }
    _ = entry.node("pull")
    return .watch(watch)
  }

  /// `pull: "https://…"`, or an object with `url` and more.
  private func readPull(_ entry: ConfigurationSection) -> FeedSettings.Link? {
    _ = entry.node("watch")
    var pull = PullSettings(url: "")
    if let node = entry.node("pull"), let text = node.string {
      pull.url = text
      checkAddress(text, entry, "pull")
      entry.show("pull", .string(pull.shownAddress))
      return .pull(pull)
    }
    let own = entry.section("pull")
    if let node = own.node("url"), let text = node.string {
      pull.url = text
      checkAddress(text, own, "url")
      own.show("url", .string(pull.shownAddress))
    } else {
      own.fault("url", "an address is needed: https://, http://, sftp:// or file:///")
    }
    own.schedule("every", &pull.times)
    own.text("user", &pull.user)
    pull.password = secret("password", own)
    pull.token = secret("token", own)
    own.text("key", &pull.key)
    pull.key = pull.key.map { path($0) }
    pull.keyPassphrase = secret("keyPassphrase", own)
    own.text("knownHosts", &pull.knownHosts)
    pull.knownHosts = pull.knownHosts.map { path($0) }
    readHeaders(own, &pull)
    own.text("caFile", &pull.caFile)
    pull.caFile = pull.caFile.map { path($0) }
    own.texts("redirectHosts", &pull.redirectHosts)
    own.length("timeout", &pull.timeout, unit: 1, in: 1...86_400)
    own.length("connectTimeout", &pull.connectTimeout, unit: 1, in: 1...3600)
    own.whole("leastSpeed", &pull.leastSpeed, in: 0...1_000_000_000)
    own.whole("slowSeconds", &pull.slowSeconds, in: 1...3600)
    own.whole("maxBytes", &pull.maxBytes, in: 1...(1 << 40))
    own.whole("keep", &pull.keep, in: 1...100_000)
    let retry = own.section("retry")
    retry.whole("attempts", &pull.retry.attempts, in: 1...100)
    retry.length("first", &pull.retry.first, unit: 1, in: 1...3600)
    retry.length("most", &pull.retry.most, unit: 1, in: 1...86_400)
    retry.number("jitter", &pull.retry.jitter, in: 0...1)
    retry.close()
    own.close()
    return .pull(pull)
  }

  private func checkAddress(_ text: String, _ entry: ConfigurationSection, _ key: String) {
    guard let address = Address(text) else {
      entry.fault(key, "this is no address; https://, http://, sftp:// or file:/// is accepted")
      return
    }
    if !["https", "http", "sftp", "file"].contains(address.scheme) {
      entry.fault(
        key, "'\(address.scheme):' is not accepted; https:, http:, sftp: and file: are")
    }
    let authority = text.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: true)
    if authority.count > 1, authority[1].contains("@") {
      entry.fault(
        key,
        "an address has no user or password in it; name them as user: \"…\" and "
          + "password: \"env:NAME\" or \"file:PATH\"")
    }
  }

  /// `env:NAME` or `file:PATH`; anything else might be the secret itself and is not repeated.
  func secret(_ key: String, _ section: ConfigurationSection) -> Secret? {
    guard let node = section.node(key) else {
      section.show(key, .null)
      return nil
    }
    guard let text = node.string, var secret = Secret(text) else {
      section.fault(
        key, "a secret is named by its place, \"env:NAME\" or \"file:PATH\", never here")
      return nil
    }
    if case .file(let file) = secret { secret = .file(path(file)) }
    section.show(key, .string(secret.description))
    return secret
  }

  /// Values that name a place of a secret are read when they are sent; all others are shown hidden.
  private func readHeaders(_ section: ConfigurationSection, _ pull: inout PullSettings) {
    guard let node = section.node("headers") else {
      section.show("headers", [:])
      return
    }
    guard let members = node.members else {
      section.fault("headers", "this is \(node.kind); an object of texts is accepted")
      return
    }
    for member in members {
      guard let text = member.value.string, !text.utf8.contains(where: { $0 < 32 || $0 == 127 })
      else {
        section.faults.add(
          member.value.position, "\(section.path).headers.\(member.name)",
          "a header's value is a text of one line")
        continue
      }
      if var secret = Secret(text) {
        if case .file(let file) = secret { secret = .file(path(file)) }
        pull.secretHeaders[member.name] = secret
      } else {
        pull.headers[member.name] = text
      }
    }
    section.show(
      "headers",
      .object(
        members.map { member in
          let place = pull.secretHeaders[member.name]?.description
          return JSON.Member(member.name, .string(place ?? "(not shown)"))
        }))
  }

  static let formats = ["csv", "hub-vintages", "hub-target", "hub-timeseries", "ilinet"]
  /// Tables of capacity that a feed can bring, and receipts of orders.
  static let capacityTables = CapacityTable.allCases.map(\.rawValue) + ["receipts"]

  private static func isPlain(_ name: String) -> Bool {
    name.utf8.allSatisfy { byte in
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        || [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ".")].contains(byte)
    } && !name.hasPrefix(".")
  }
}
