import SalusCore

/// One feed as its keeper describes it: where reports come from, what they are, and when they are
/// due.
public struct FeedSettings: Hashable, Sendable {
  /// Unique among feeds: letters, digits, '-', '_' and '.'.
  public var name: String
  public var title: String
  public var link: Link
  /// A table of capacity, such as `beds`, `staff` or `stock`; nil for values of a signal.
  public var reports: String?
  /// The kind of table: `csv` (by `map`), `hub-vintages`, `hub-target`, `hub-timeseries`, `ilinet`.
  public var format: String
  /// Path of the column map (JSON5); needed for `csv`, and allowed for tables of capacity.
  public var map: String?
  /// What the values are; nil where the map says it.
  public var signal: ID<Signal>?
  /// The target to take of a file that holds several.
  public var target: String?
  /// Names the feed in the journal; `feed/NAME` where nothing else is said.
  public var source: String
  /// IANA name of the zone in which `due` and pull times are meant.
  public var timeZone: String
  /// By when a new report must be there; nil for a feed that owes none.
  public var due: Schedule?
  /// Fewer rows than this in a report are too few; nil for no bound.
  public var leastRows: Int?
  /// Fewer places than this in a report are too few; nil compares with the feed's own past.
  public var leastPlaces: Int?
  /// Whether rows of a whole that are below the sum of the rows of its parts are refused.
  public var checksTotals: Bool

  /// How reports come in.
  public enum Link: Hashable, Sendable {
    /// Files that somebody puts into a folder.
    case watch(WatchSettings)
    /// A document that is fetched.
    case pull(PullSettings)
  }

  public init(
    name: String, title: String? = nil, link: Link, reports: String? = nil,
    format: String = "csv", map: String? = nil, signal: ID<Signal>? = nil, target: String? = nil,
    source: String? = nil, timeZone: String = "UTC", due: Schedule? = nil,
    leastRows: Int? = nil, leastPlaces: Int? = nil, checksTotals: Bool = true
  ) {
    self.name = name
    self.title = title ?? name
    self.link = link
    self.reports = reports
    self.format = format
    self.map = map
    self.signal = signal
    self.target = target
    self.source = source ?? "feed/\(name)"
    self.timeZone = timeZone
    self.due = due
    self.leastRows = leastRows
    self.leastPlaces = leastPlaces
    self.checksTotals = checksTotals
  }

  /// Folder and pattern, or the address without user, password and query.
  public var place: String {
    switch link {
    case .watch(let watch): watch.pattern
    case .pull(let pull): pull.shownAddress
    }
  }

  /// All secrets that the feed needs, with what they are for.
  public var secrets: [(use: String, secret: Secret)] {
    guard case .pull(let pull) = link else { return [] }
    var secrets: [(String, Secret)] = []
    if let secret = pull.password { secrets.append(("password", secret)) }
    if let secret = pull.token { secrets.append(("token", secret)) }
    if let secret = pull.keyPassphrase { secrets.append(("key passphrase", secret)) }
    for (name, secret) in pull.secretHeaders.sorted(by: { $0.key < $1.key }) {
      secrets.append(("header \(name)", secret))
    }
    return secrets
  }
}

/// A folder whose new files are taken in.
public struct WatchSettings: Hashable, Sendable {
  /// Folder and file pattern, such as `/srv/inbox/cases/*.csv`; `*` and `?` in the last part only.
  public var pattern: String
  /// Seconds between two looks at the folder, besides what the system tells at once.
  public var sweep: Double
  /// Files appear whole, by being renamed into the folder, and are taken at first sight; otherwise
  /// size and time must be the same in two looks.
  public var isAtomic: Bool
  /// Seconds that a file must have lain still, where it did not appear by a rename.
  public var settle: Double
  /// What becomes of files that were read.
  public var keep: Keep
  /// Larger files are refused, in bytes.
  public var maxBytes: Int

  public enum Keep: String, Hashable, Sendable, CaseIterable {
    /// They are moved to the folder `archive` beside them.
    case archive
    /// They stay where they are.
    case inPlace
  }

  public init(
    pattern: String, sweep: Double = 10, isAtomic: Bool = false, settle: Double = 0.5,
    keep: Keep = .archive, maxBytes: Int = 1 << 30
  ) {
    self.pattern = pattern
    self.sweep = sweep
    self.isAtomic = isAtomic
    self.settle = settle
    self.keep = keep
    self.maxBytes = maxBytes
  }

  /// The folder part of the pattern.
  public var folder: String {
    guard let slash = pattern.lastIndex(of: "/") else { return "." }
    return slash == pattern.startIndex ? "/" : String(pattern[..<slash])
  }

  /// The last part of the pattern.
  public var filePattern: FilePattern {
    let last = pattern.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    return FilePattern(last.isEmpty ? "*" : String(last))
  }
}

/// A document that is fetched by a schedule.
public struct PullSettings: Hashable, Sendable {
  /// `https:`, `http:`, `sftp:` or `file:`; without user and password.
  public var url: String
  /// When it is fetched.
  public var times: Schedule
  public var user: String?
  public var password: Secret?
  /// Sent as `Authorization: Bearer …`.
  public var token: Secret?
  /// Path of a private key for SFTP; its public part is derived from it.
  public var key: String?
  public var keyPassphrase: Secret?
  /// Path of the file of known SFTP hosts; nil for `~/.ssh/known_hosts`.
  public var knownHosts: String?
  /// Further header fields.
  public var headers: [String: String]
  /// Further header fields whose values are secret.
  public var secretHeaders: [String: Secret]
  /// Certificates (PEM) to trust instead of the system's.
  public var caFile: String?
  /// Hosts to which a redirect may lead besides the one asked; secrets are never sent to them.
  public var redirectHosts: [String]
  /// Seconds for one try in all.
  public var timeout: Double
  /// Seconds to wait for a connection.
  public var connectTimeout: Double
  /// A transfer is given up when it is slower than this for `slowSeconds`, in bytes a second.
  public var leastSpeed: Int
  public var slowSeconds: Int
  /// Larger documents are refused, in bytes.
  public var maxBytes: Int
  public var retry: RetryPolicy
  /// Fetched documents that are kept beside the journal; older ones of the feed make room.
  public var keep: Int

  public init(
    url: String, times: Schedule = .every(seconds: 3600), user: String? = nil,
    password: Secret? = nil, token: Secret? = nil, key: String? = nil,
    keyPassphrase: Secret? = nil, knownHosts: String? = nil, headers: [String: String] = [:],
    secretHeaders: [String: Secret] = [:], caFile: String? = nil, redirectHosts: [String] = [],
    timeout: Double = 300, connectTimeout: Double = 15, leastSpeed: Int = 100,
    slowSeconds: Int = 30, maxBytes: Int = 256 << 20, retry: RetryPolicy = RetryPolicy(),
    keep: Int = 30
  ) {
    self.url = url
    self.times = times
    self.user = user
    self.password = password
    self.token = token
    self.key = key
    self.keyPassphrase = keyPassphrase
    self.knownHosts = knownHosts
    self.headers = headers
    self.secretHeaders = secretHeaders
    self.caFile = caFile
    self.redirectHosts = redirectHosts
    self.timeout = timeout
    self.connectTimeout = connectTimeout
    self.leastSpeed = leastSpeed
    self.slowSeconds = slowSeconds
    self.maxBytes = maxBytes
    self.retry = retry
    self.keep = keep
  }

  /// The address without what could be secret in it: user, password, query and fragment.
  public var shownAddress: String { Address(url)?.shown ?? "an address that cannot be read" }
}
