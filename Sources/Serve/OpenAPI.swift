import SalusCore

/// Prints the OpenAPI 3.1 document of a table of routes, so that the two cannot differ.
public enum OpenAPI {
  /// - Parameters:
  ///   - version: of the program.
  ///   - routes: those under `/api` and `/healthz` are described, pages are not.
  public static func document(version: String, routes: [Route]) -> JSON {
    var paths: [JSON.Member] = []
    for route in routes where route.pattern.hasPrefix("/api/") || route.pattern == "/healthz" {
      let operation = JSON.Member(route.method.rawValue.lowercased(), operation(route))
      if let index = paths.firstIndex(where: { $0.name == route.pattern }) {
        let members = (paths[index].value.members ?? []) + [operation]
        paths[index] = JSON.Member(route.pattern, .object(members))
      } else {
        paths.append(JSON.Member(route.pattern, .object([operation])))
      }
    }
    return [
      "openapi": "3.1.0",
      "info": [
        "title": "Salus", "version": .string(version),
        "description":
          "The twin's data as the command centre reads it. Every answer says which journal version it reflects.",
        "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
      ],
      "servers": [["url": "/"]],
      "security": [["startToken": []], ["startCookie": []]],
      "paths": .object(paths),
      "components": [
        "securitySchemes": [
          "startToken": ["type": "http", "scheme": "bearer"],
          "startCookie": ["type": "apiKey", "in": "cookie", "name": .string(Door.cookie)],
        ],
        "schemas": ["Problem": problem],
      ],
    ]
  }

  private static func operation(_ route: Route) -> JSON {
    var members: [JSON.Member] = [
      JSON.Member("operationId", .string(name(of: route))),
      JSON.Member("summary", .string(route.summary)),
      JSON.Member("parameters", .array(route.parameters.map(parameter))),
      JSON.Member("responses", responses(route)),
    ]
    if let body = route.body {
      let content = JSON.object([JSON.Member(route.takes.rawValue, ["schema": body])])
      members.append(JSON.Member("requestBody", ["required": true, "content": content]))
    }
    if route.access == .open { members.append(JSON.Member("security", [])) }
    return .object(members)
  }

  /// `get /api/v1/geo/{level}` is `getGeoByLevel`.
  private static func name(of route: Route) -> String {
    let words = route.pattern.split(separator: "/").filter { $0 != "api" && $0 != "v1" }
    return words.reduce(into: route.method.rawValue.lowercased()) { name, word in
      let bare = word.split { !$0.isLetter && !$0.isNumber }.map {
        $0.prefix(1).uppercased() + $0.dropFirst()
      }
      name += (word.hasPrefix("{") ? "By" : "") + bare.joined()
    }
  }

  private static func parameter(_ parameter: Parameter) -> JSON {
    var schema: [JSON.Member] = [JSON.Member("type", "string")]
    if !parameter.values.isEmpty {
      schema.append(JSON.Member("enum", .array(parameter.values.map { .string($0) })))
    }
    return [
      "name": .string(parameter.name), "in": .string(parameter.place.rawValue),
      "required": .bool(parameter.isRequired), "description": .string(parameter.words),
      "schema": .object(schema),
    ]
  }

  private static func responses(_ route: Route) -> JSON {
    let content = route.formats.map { format -> JSON.Member in
      let schema: JSON =
        switch format {
        case .json: route.schema ?? ["type": "object"]
        default: ["type": "string"]
        }
      return JSON.Member(format.rawValue, ["schema": schema])
    }
    return .object([
      JSON.Member("200", ["description": .string(route.summary), "content": .object(content)]),
      JSON.Member(
        "default",
        [
          "description": "What went wrong",
          "content": [
            "application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]
          ],
        ]),
    ])
  }

  private static let problem: JSON = [
    "type": "object",
    "required": ["type", "title", "status", "code", "detail", "hint", "requestId"],
    "properties": [
      "code": ["type": "string"],
      "type": ["type": "string"], "title": ["type": "string"], "status": ["type": "integer"],
      "detail": ["type": "string"], "hint": ["type": ["string", "null"]],
      "requestId": ["type": "string"],
    ],
  ]
}
