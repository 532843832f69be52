import CMicrohttpd
import CShims
import SalusCore
import SalusOperate
import Synchronization

/// Answers requests: checks who asks, finds the route, and keeps what may be kept.
final class Desk: Sendable {
  private let settings: Server.Settings
  private let router: Router
  private let door: Door
  private let hub: EventHub
  private let meter: RequestMeter
  private let version: @Sendable () -> Int64
  private let cache: ReplyCache
  /// By pattern.
  private let fixed: [String: Reply]
  private let count = Atomic<UInt64>(0)
  private let run: String

  /// Bytes of a body that is too large which are still read, to be able to say so.
  private static let mostDropped = 8 << 20

  init(
    _ settings: Server.Settings, routes: [Route], hub: EventHub, meter: RequestMeter,
    version: @escaping @Sendable () -> Int64
  ) throws(ServerError) {
    self.settings = settings
    router = Router(routes)
    door = Door(token: settings.token)
    self.hub = hub
    self.meter = meter
    self.version = version
    cache = ReplyCache(bytes: settings.cacheBytes)
    run = String(StartToken().text.prefix(6))
    var fixed: [String: Reply] = [:]
    for route in routes {
      guard case .fixed(let response) = route.answer else { continue }
      do {
        fixed[route.pattern] = try Reply(response, packs: 9)
      } catch {
        throw .notStarted(error.description)
      }
    }
    self.fixed = fixed
  }

  /// Headers are there: refuses a body that says to be too large before it is sent.
  func admit(_ exchange: Exchange, on connection: OpaquePointer) -> MHD_Result {
    guard let text = Desk.header("Content-Length", connection), let length = UInt64(text),
      length > UInt64(settings.bodyBytes)
    else { return .YES }
    let limit = limit(of: exchange)
    return length > UInt64(limit) ? refuse(tooLarge(limit), on: connection) : .YES
  }

  /// Takes part of a body; false where the client will not stop.
  func take(_ chunk: UnsafeRawBufferPointer, _ exchange: Exchange) -> Bool {
    if exchange.body.count + chunk.count > settings.bodyBytes {
      let limit = limit(of: exchange)
      if exchange.body.count + chunk.count > limit { exchange.isTooLarge = true }
      guard exchange.body.count + chunk.count <= limit + Desk.mostDropped else { return false }
    }
    exchange.body.append(contentsOf: chunk)
    return true
  }

  private func tooLarge(_ limit: Int) -> Refusal {
    Refusal(413, "the body is larger than \(limit) bytes", hint: "Send it in parts.")
  }

  /// How large a body may be at the address of the exchange.
  private func limit(of exchange: Exchange) -> Int {
    if let limit = exchange.limit { return limit }
    var limit = settings.bodyBytes
    if let target = Target(exchange.target),
      case .found(let route, _) = router.match(.post, target.path)
    {
      limit = route.bodyBytes ?? limit
    }
    exchange.limit = limit
    return limit
  }

  /// The whole request is there.
  func answer(_ exchange: Exchange, method: String, on connection: OpaquePointer) -> MHD_Result {
    let start = JobDesk.steadySeconds()
    var status = 200
    defer { meter.record(status: status, seconds: JobDesk.steadySeconds() - start) }
    do throws(Refusal) {
      guard !exchange.isTooLarge else { throw tooLarge(limit(of: exchange)) }
      return try found(exchange, method, connection)
    } catch {
      status = error.status
      return refuse(error, on: connection)
    }
  }

  private func found(_ exchange: Exchange, _ method: String, _ connection: OpaquePointer)
    throws(Refusal) -> MHD_Result
  {
    let papers = Door.Papers(
      host: Desk.header("Host", connection), origin: Desk.header("Origin", connection),
      authorization: Desk.header("Authorization", connection),
      cookie: Desk.header("Cookie", connection))
    try door.checkOrigin(papers)
    guard let target = Target(exchange.target) else {
      throw Refusal(400, "the address is not well formed")
    }
    let (route, captures) = try route(for: method, target.path)
    if route.access == .token { try door.checkToken(papers) }
    if let given = target.query.first(where: { $0.name == "token" }), route.formats == [.html] {
      return try send(enter(given.value, target), connection)
    }
    if case .fixed = route.answer, let reply = fixed[route.pattern] {
      return try send(reply, connection)
    }
    let request = Request(
      method: route.method, path: target.path, query: target.query, captures: captures,
      format: Format.chosen(from: route.formats, accept: Desk.header("Accept", connection)),
      lastEvent: Desk.header("Last-Event-ID", connection).flatMap { Int64($0.trimmed) },
      body: exchange.body, terms: Desk.terms(connection), requestID: nextID())
    switch route.answer {
    case .events: return try listen(request, exchange, connection)
    case .fixed: throw Refusal(500, "a page is missing")
    case .act(let handler):
      guard Desk.isA(route.takes, Desk.header("Content-Type", connection)) else {
        throw Refusal(
          415,
          route.takes == .json ? "the body must be a JSON object" : "the body must be JSON lines",
          hint: "Send 'Content-Type: \(route.takes.rawValue)'.")
      }
      var response = try made(request, by: handler)
      response.caching = .never
      return try send(Reply(response, packs: 1), connection)
    case .eventsOr(let handler):
      if request.format == .events { return try listen(request, exchange, connection) }
      return try send(Reply(made(request, by: handler), packs: 1), connection)
    case .fresh(let handler):
      return try send(Reply(made(request, by: handler), packs: 1), connection)
    case .kept(let handler):
      let key = ReplyCache.Key(target: exchange.target, format: request.format, version: version())
      if let reply = cache.find(key) { return try send(reply, connection) }
      let reply = try Reply(made(request, by: handler), packs: 5)
      cache.keep(reply, for: key)
      return try send(reply, connection)
    }
  }

  private func made(_ request: Request, by handler: (Request) throws -> Response) throws(Refusal)
    -> Response
  {
    do {
      return try handler(request)
    } catch {
      throw Refusal(error)
    }
  }

  private func route(for method: String, _ path: String) throws(Refusal) -> (
    Route, [String: String]
  ) {
    // The library leaves the body out of an answer to HEAD.
    let known = method == "HEAD" ? .get : Method(rawValue: method)
    switch router.match(known, path) {
    case .found(let route, let captures): return (route, captures)
    case .nothing:
      throw Refusal(
        404, "there is nothing at '\(path)'", hint: "GET /api/v1/openapi.json lists all addresses.")
    case .otherMethods(let methods):
      var allowed = methods.map(\.rawValue)
      if methods.contains(.get) { allowed.append("HEAD") }
      let list = allowed.joined(separator: ", ")
      throw Refusal(
        405, "'\(path)' does not take \(method)", hint: "It takes \(list).",
        headers: [Response.Header("Allow", list)])
    }
  }

  private func send(_ reply: Reply, _ connection: OpaquePointer) throws(Refusal) -> MHD_Result {
    if let ifMatch = Desk.header("If-Match", connection), let tag = reply.tag,
      !Reply.list(ifMatch, has: tag)
    {
      throw Refusal(
        412, "the answer has changed since it was seen", hint: "Read it again without 'If-Match'.")
    }
    return reply.send(
      on: connection, ifNoneMatch: Desk.header("If-None-Match", connection),
      takesGzip: Gzip.isAccepted(Desk.header("Accept-Encoding", connection)))
  }

  /// A browser that comes with the token gets its cookie and the same address without it.
  private func enter(_ given: String, _ target: Target) throws(Refusal) -> Reply {
    guard door.token.matches(given) else {
      return try Reply(Pages.wrongToken, packs: 0)
    }
    let rest = target.query.filter { $0.name != "token" }
      .map { Pages.escaped($0.name) + "=" + Pages.escaped($0.value) }
    let address =
      Pages.escaped(target.path) + (rest.isEmpty ? "" : "?" + rest.joined(separator: "&"))
    return try Reply(
      Response(
        status: 303, type: "text/plain",
        headers: [Response.Header("Location", address), door.setCookie], body: [],
        caching: .never), packs: 0)
  }

  private func listen(_ request: Request, _ exchange: Exchange, _ connection: OpaquePointer)
    throws(Refusal) -> MHD_Result
  {
    let topics = Set((request["topics"] ?? "").split(separator: ",").map { $0.trimmed })
    let from = request["from"].flatMap { Int64($0) }.map { max($0 - 1, 0) }
    let stream = hub.open(after: request.lastEvent ?? from, topics: topics, on: connection)
    let context = Unmanaged.passRetained(stream)
    guard
      let response = salus_http_stream(
        16 << 10, readEventStream, context.toOpaque(), releaseEventStream)
    else {
      context.release()
      stream.close()
      throw Refusal(503, "no memory is left for an event stream")
    }
    exchange.stream = stream
    defer { MHD_destroy_response(response) }
    for header in Reply.securityHeaders {
      _ = MHD_add_response_header(response, header.name, header.value)
    }
    _ = MHD_add_response_header(response, "Content-Type", "text/event-stream")
    _ = MHD_add_response_header(response, "Cache-Control", Response.Caching.never.rawValue)
    _ = MHD_add_response_header(response, "X-Accel-Buffering", "no")
    return MHD_queue_response(connection, 200, response)
  }

  private func refuse(_ refusal: Refusal, on connection: OpaquePointer) -> MHD_Result {
    let problem = ProblemDocument(refusal, requestID: nextID())
    guard let reply = try? Reply(Response(problem), packs: 0) else { return .NO }
    return reply.send(on: connection, ifNoneMatch: nil, takesGzip: false)
  }

  /// A form of another site cannot send this type without asking first (Fetch standard, CORS).
  private static func isA(_ format: Format, _ type: String?) -> Bool {
    type?.split(separator: ";").first?.trimmed.lowercased() == format.rawValue
  }

  private static func terms(_ connection: OpaquePointer) -> Request.Terms {
    var terms = Request.Terms()
    terms.ifMatch = header("If-Match", connection)
    terms.ifNoneMatch = header("If-None-Match", connection)
    terms.key = header("Idempotency-Key", connection)
    terms.purpose = header("Salus-Purpose", connection)
    terms.reason = header("Salus-Reason", connection)
    terms.scope = header("Salus-Scope", connection)
    return terms
  }

  /// Unlike any other of this run, and most likely of any run.
  private func nextID() -> String {
    "\(run)-\(count.wrappingAdd(1, ordering: .relaxed).newValue)"
  }

  private static func header(_ name: String, _ connection: OpaquePointer) -> String? {
    salus_http_header(connection, name).map { String(cString: $0) }
  }
}
