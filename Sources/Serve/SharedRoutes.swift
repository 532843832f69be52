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

  /// What is in a state, page by page; as a table too.
  ///
  /// - Parameters:
  ///   - noun: names the address, the member of the answer and the table.
  ///   - states: that may be asked for; the usual one first.
  ///   - page: of a state, at most so many, after a cursor.
  static func listing(
    _ model: ReadModel, _ noun: String, _ summary: String, of states: [String], schema: JSON,
    page: @escaping @Sendable (Reading, String, Int, String?) throws -> JSON
  ) -> Route {
    .reading(
      model, "/" + noun, summary,
      [.query("state", "Which ones; open without it", values: states), .limit, .cursor],
      formats: [.json, .csv], schema: schema
    ) { _, reading, request in
      let answer = try page(
        reading, request.word("state", of: states), request.limit(), request["cursor"])
      guard request.format == .csv else { return Response(answer) }
      return Response(csv: CSVText.rows(DutySchema.table(answer[noun])), name: noun)
    }
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
