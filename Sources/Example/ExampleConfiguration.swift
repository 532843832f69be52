import SalusCore
import SalusSense

extension ExampleRegion {
  /// The configuration by which a running loop treats the example region like any county: its
  /// feeds watch the folders that `ExampleClock` fills. JSON5, for the data directory; paths start
  /// there.
  public static let configuration = """
    // Greater Averlyn, the example region. Written when it was installed; change it as you like.
    // 'salus config show' prints everything in force, 'salus config example' explains every key.
    {
      name: "Greater Averlyn (example)",
      timeZone: "UTC",

      // Each folder gets a file on every day that the example's clock lets pass.
      feeds: [
    \(Feed.allCases.map(\.configured).joined(separator: "\n"))
      ],

      models: {
        // What is true in the example: latent 2.5 and infectious 4 whole days on average.
        serialInterval: { mean: 5.6, sd: 4 },
      },
    }

    """

  /// Where the configuration is kept in a data directory.
  static let configurationName = "config.json5"

  /// Writes what a running loop needs beside the tables: the configuration where none is yet, the
  /// column maps of the feeds, and the folders that they watch.
  ///
  /// - Parameter directory: of the example's files, inside the data directory.
  static func writeConfiguration(beside directory: String) throws(ExampleError) {
    let folder = FeedFolder(directory)
    for feed in Feed.allCases {
      if let map = feed.map { try folder.write(map.json, to: feed.mapName) }
      try folder.make("inbox/\(feed.rawValue)")
    }
    let data = directory.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    let place = FeedFolder(data.isEmpty ? "." : data.joined(separator: "/"))
    guard !place.holds(configurationName) else { return }
    try place.write(Array(configuration.utf8), to: configurationName)
  }
}

extension Feed {
  /// Of its column map, from the example's folder.
  var mapName: String { "maps/\(rawValue).map.json5" }

  /// What pages call it.
  var title: String {
    if let signal { return signal.title }
    switch self {
    case .beds: return "Beds, every morning"
    case .staff: return "Staff on shift"
    case .stock: return "Stock counts, weekly"
    case .moves: return "Stock movements"
    default: return "Receipts of orders"
    }
  }

  /// By when a report is owed; nil for what comes only when there is something to tell.
  private var due: String? {
    switch self {
    case .weeklyCases: "Wed 10:00"
    case .receipts: nil
    default: "10:00"
    }
  }

  /// Its line of the configuration.
  fileprivate var configured: String {
    var members = [
      "name: \"\(rawValue)\"", "title: \"\(title)\"",
      "watch: { files: \"example/inbox/\(rawValue)/*.csv\", atomic: true }",
    ]
    members.append(
      signal == nil ? "reports: \"\(rawValue)\"" : "map: \"example/\(mapName)\"")
    members.append("source: \"\(source)\"")
    if let due { members.append("due: \"\(due)\"") }
    let lines = [members.prefix(2), members[2...2], members.dropFirst(3)].map {
      $0.joined(separator: ", ")
    }
    return "    { " + lines.joined(separator: ",\n      ") + " },"
  }
}
