import CPages
import SalusCore

/// The command centre's pages, which were embedded when the program was built.
public struct Pages: Sendable {
  /// Addresses of the screens; each answers with the same page, whose script shows the screen.
  public static let screens =
    ["/"]
    + [
      "situation", "signals", "data", "forecasts", "demand", "beds", "allocation", "operations",
      "handover",
    ].map { "/watch/" + $0 }

  /// By the name that the build gave them: `index.html`, `app.js`, …
  private let files: [String: [UInt8]]

  /// The embedded files.
  public init() {
    var files: [String: [UInt8]] = [:]
    for index in 0..<salus_page_count() {
      let page = salus_page_at(index)
      guard let name = page.name, let bytes = page.bytes else { continue }
      files[String(cString: name)] = Array(UnsafeBufferPointer(start: bytes, count: page.length))
    }
    self.files = files
  }

  /// Given files.
  public init(files: [String: [UInt8]]) {
    self.files = files
  }

  /// True where the program was built with pages.
  public var areBuilt: Bool { files["index.html"] != nil }

  /// Routes for the screens and for the files that they need.
  ///
  /// A file is served under a name that holds a fingerprint of its content, so that it may be kept
  /// for ever, and under its plain name, to be asked for again each time. Scripts fetch one another
  /// by their plain names: they share a folder whose name is the fingerprint of all of them, so
  /// that none ever meets one of another build.
  public var routes: [Route] {
    var routes: [Route] = []
    var names: [(plain: String, hashed: String)] = []
    let scripts = files.filter { $0.key.hasSuffix(".js") }.sorted { $0.key < $1.key }
    let folder = Reply.fingerprint(of: scripts.flatMap { Array($0.key.utf8) + $0.value }).prefix(12)
    for (name, bytes) in files.sorted(by: { $0.key < $1.key }) where name != "index.html" {
      let isScript = name.hasSuffix(".js")
      let hashed = "/assets/" + (isScript ? "\(folder)/\(name)" : Pages.hashed(name, bytes))
      names.append((name, hashed))
      let response = Response(
        type: Pages.type(of: name), body: bytes, caching: .immutable)
      var plain = response
      plain.caching = .revalidated
      routes.append(Pages.page(hashed, "A file of the pages", response))
      routes.append(Pages.page("/assets/" + name, "A file of the pages", plain))
      routes.append(Pages.page("/" + name, "A file of the pages", plain))
    }
    let index =
      files["index.html"].map { Pages.linked($0, names) } ?? Array(Pages.unbuilt.utf8)
    let response = Response(type: "text/html; charset=utf-8", body: index)
    for screen in Pages.screens {
      routes.append(Pages.page(screen, "The command centre", response, formats: [.html]))
    }
    return routes
  }

  private static func page(
    _ pattern: String, _ summary: String, _ response: Response, formats: [Format] = [.bytes]
  ) -> Route {
    Route(
      .get, pattern, summary, formats: formats, access: .open, answer: .fixed(response))
  }

  private static func hashed(_ name: String, _ bytes: [UInt8]) -> String {
    let fingerprint = Reply.fingerprint(of: bytes).prefix(12)
    guard let dot = name.lastIndex(of: ".") else { return "\(name)-\(fingerprint)" }
    return "\(name[..<dot])-\(fingerprint)\(name[dot...])"
  }

  /// Puts hashed names where the page links to plain ones.
  private static func linked(_ index: [UInt8], _ names: [(plain: String, hashed: String)])
    -> [UInt8]
  {
    var text = String(decoding: index, as: UTF8.self)
    for (plain, hashed) in names {
      for written in ["/assets/" + plain, "./" + plain, "/" + plain, plain] {
        text = replaced("\"\(written)\"", by: "\"\(hashed)\"", in: text)
      }
    }
    return Array(text.utf8)
  }

  private static func replaced(_ old: String, by new: String, in text: String) -> String {
    var output = ""
    var rest = text[...]
    while let range = rest.firstRange(of: old) {
      output += rest[..<range.lowerBound] + new
      rest = rest[range.upperBound...]
    }
    return output + rest
  }

  static func type(of name: String) -> String {
    switch name.split(separator: ".").last {
    case "js": "text/javascript; charset=utf-8"
    case "css": "text/css; charset=utf-8"
    case "html": "text/html; charset=utf-8"
    case "svg": "image/svg+xml"
    case "json", "map": "application/json"
    case "woff2": "font/woff2"
    case "png": "image/png"
    default: "application/octet-stream"
    }
  }

  /// Percent-encodes all but the characters that need it nowhere in a path or query.
  static func escaped(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var output: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"), UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: ","):
        output.append(byte)
      default:
        output.append(contentsOf: [
          UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)],
        ])
      }
    }
    // Two slashes in front would lead to another host.
    while output.starts(with: "//".utf8) { output.removeFirst() }
    return String(decoding: output, as: UTF8.self)
  }

  private static let unbuilt = """
    <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Salus</title></head><body>
    <h1>Salus is running without its pages</h1>
    <p>This program was built before the pages were. Build them with <code>scripts/web</code>, then
    the program with <code>swift build -c release</code>; <code>make run</code> does both.</p>
    <p>The interface for programs works: <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>.</p>
    </body></html>

    """

  static let wrongToken = Response(
    status: 401, type: "text/html; charset=utf-8",
    body: Array(
      """
      <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Salus</title></head><body>
      <h1>This start token is not valid</h1>
      <p>The address is from another start of Salus. Open the one that <code>salus up</code> printed
      last.</p></body></html>

      """.utf8), caching: .never)
}
