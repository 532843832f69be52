import SalusCore
import SalusOperate
import SalusTwin

// MARK: - Parameters that many share

extension Parameter {
  static let asOf = Parameter.query(
    "asof", "The moment of knowledge: a date (all known by the end of that UTC day) or vSEQ")
  static let signal = Parameter.query("signal", "Id of a signal")
  static let place = Parameter.query("place", "Id, code or name of a place")
  static let level = Parameter.query(
    "level", "Level of places", values: SalusCore.Place.Level.allCases.map(\.rawValue))
  static let from = Parameter.query("from", "First date")
  static let to = Parameter.query("to", "Last date")
  static let limit = Parameter.query("limit", "At most so many, 1 to 1000, usually 100")
  static let cursor = Parameter.query("cursor", "The 'next' of the answer before")
}

extension Route {
  /// A kept answer that reads the twin as of the moment asked for.
  ///
  /// - Parameter pattern: without `/api/v1`.
  static func reading(
    _ model: ReadModel, _ pattern: String, _ summary: String, _ parameters: [Parameter] = [],
    formats: [Format] = [.json], schema: JSON,
    _ body: @escaping @Sendable (ReadModel, Reading, Request) throws -> Response
  ) -> Route {
    Route(
      .get, "/api/v1" + pattern, summary, parameters: parameters + [.asOf], formats: formats,
      schema: schema,
      answer: .kept { request in
        try body(model, model.reading(request.asOf()), request)
      })
  }

  /// Something that a person does to the twin: takes a JSON object, answers with what became of it.
  ///
  /// - Parameters:
  ///   - pattern: without `/api/v1`.
  ///   - takes: JSON Schema of the object.
  static func action(
    _ pattern: String, _ summary: String, _ parameters: [Parameter] = [], takes: JSON,
    schema: JSON, _ body: @escaping @Sendable (JSON, Request) throws -> JSON
  ) -> Route {
    Route(
      .post, "/api/v1" + pattern, summary, parameters: parameters, schema: schema, body: takes,
      answer: .act { request in Response(try body(request.object(), request)) })
  }
}
