/// Finds the route that answers a method and path.
struct Router: Sendable {
  let routes: [Route]
  private let exact: [String: [Int]]
  private let patterned: [(segments: [Substring], index: Int)]

  enum Match {
    case found(Route, captures: [String: String])
    /// The path is known, the method is not; these are.
    case otherMethods([Method])
    case nothing
  }

  init(_ routes: [Route]) {
    self.routes = routes
    var exact: [String: [Int]] = [:]
    var patterned: [(segments: [Substring], index: Int)] = []
    for (index, route) in routes.enumerated() {
      if route.pattern.contains("{") {
        patterned.append((Router.segments(route.pattern), index))
      } else {
        exact[route.pattern, default: []].append(index)
      }
    }
    self.exact = exact
    self.patterned = patterned
  }

  /// Routes without braces win over those with.
  func match(_ method: Method?, _ path: String) -> Match {
    var allowed: [Method] = []
    for index in exact[path] ?? [] {
      if routes[index].method == method { return .found(routes[index], captures: [:]) }
      allowed.append(routes[index].method)
    }
    let segments = Router.segments(path)
    for candidate in patterned {
      guard let captures = Router.captures(candidate.segments, segments) else { continue }
      let route = routes[candidate.index]
      if route.method == method { return .found(route, captures: captures) }
      allowed.append(route.method)
    }
    return allowed.isEmpty ? .nothing : .otherMethods(allowed)
  }

  private static func segments(_ path: String) -> [Substring] {
    path.split(separator: "/", omittingEmptySubsequences: false)
  }

  private static func captures(_ pattern: [Substring], _ path: [Substring]) -> [String: String]? {
    guard pattern.count == path.count else { return nil }
    var captures: [String: String] = [:]
    for (expected, actual) in zip(pattern, path) {
      if expected.first == "{" {
        guard !actual.isEmpty else { return nil }
        captures[String(expected.dropFirst().dropLast())] = String(actual)
      } else if expected != actual {
        return nil
      }
    }
    return captures
  }
}
