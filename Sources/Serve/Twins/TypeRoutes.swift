import SalusCore
import SalusOperate
import SalusTwin

/// What twins can be of.
struct TypeRoutes: Sendable {
  let desk: TwinDesk

  var routes: [Route] { [list, show, register] }

  private var list: Route {
    let desk = desk
    return Route(
      .get, "/api/v1/types", "Types that twins can be of", parameters: [.branch],
      schema: Schema.object(["types": Schema.array(KernelSchema.type)]),
      answer: .fresh { request in Response(try desk.typeList(on: request.branch)) })
  }

  private var show: Route {
    let desk = desk
    return Route(
      .get, "/api/v1/types/{name}", "A type as a DTDL interface",
      parameters: [.path("name", "A type such as dtmi:salus:care:Unit;1, or Unit"), .branch],
      schema: ["type": "object"],
      answer: .fresh { request in
        Response(try desk.type(request.capture("name"), on: request.branch))
      })
  }

  private var register: Route {
    let desk = desk
    return Route(
      .post, "/api/v1/types", "Register types from DTDL, version 2 or 3", parameters: [.branch],
      schema: Schema.object(["registered": Schema.array(Schema.text)]),
      body: ["type": "object", "description": "An interface, or {types: [interfaces]}"],
      answer: .act { request in
        Response(
          try desk.register(request.object(), on: request.branch, source: "api"), status: 201)
      })
  }
}
