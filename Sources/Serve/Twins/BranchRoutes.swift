import SalusCore
import SalusOperate
import SalusTwin

/// Lines of history beside the main one, named points, and how they differ.
struct BranchRoutes: Sendable {
  let desk: TwinDesk

  var routes: [Route] { [list, fork, merge, discard, diff, versions, tag] }

  private static let branch = Parameter.path("id", "Name of a branch")

  private var list: Route {
    let desk = desk
    return Route(
      .get, "/api/v1/branches", "All lines of history, the main one first",
      schema: Schema.object(["branches": Schema.array(KernelSchema.branch)]),
      answer: .fresh { _ in
        Response([
          "branches": .array(try desk.journal.branches().map { TwinJSON.json($0) })
        ])
      })
  }

  private var fork: Route {
    let desk = desk
    return Route(
      .post, "/api/v1/branches", "Begin a branch; copies nothing", schema: KernelSchema.branch,
      body: KernelSchema.fork,
      answer: .act { request in
        Response(TwinJSON.json(try desk.fork(request.object())), status: 201)
      })
  }

  private var merge: Route {
    let desk = desk
    return .action(
      "/branches/{id}/merge", "Bring what changed on a branch into its parent", [Self.branch],
      takes: KernelSchema.merge,
      schema: Schema.object(["events": Schema.whole, "sequence": Schema.whole])
    ) { body, request in
      let result = try desk.merge(ID(request.capture("id")), body)
      return [
        "events": JSON(result.receipts.count), "sequence": JSON(result.receipts.last?.sequence),
      ]
    }
  }

  private var discard: Route {
    let desk = desk
    return .action(
      "/branches/{id}/discard", "Drop what a branch holds", [Self.branch],
      takes: ["type": "object", "properties": ["reason": Schema.text]],
      schema: Schema.object(["discarded": Schema.text])
    ) { body, request in
      let name = request.capture("id")
      try desk.discard(ID(name), reason: body["reason"]?.string ?? "")
      return ["discarded": .string(name)]
    }
  }

  private var diff: Route {
    let desk = desk
    return Route(
      .get, "/api/v1/diff", "Twins that differ between two points",
      parameters: [
        .query(
          "a", "A branch, branch@sequence, vSEQUENCE or the name of a version", isRequired: true),
        .query("b", "Likewise", isRequired: true),
      ], schema: Schema.object(["twins": Schema.array(KernelSchema.patch)]),
      answer: .fresh { request in
        let patches = try desk.diff(request.required("a"), request.required("b"))
        return Response(["twins": .array(patches.map { TwinJSON.json($0) })])
      })
  }

  private var versions: Route {
    let desk = desk
    return Route(
      .get, "/api/v1/versions", "Named points in the order of their making",
      parameters: [.query("branch", "Those of one branch")],
      schema: Schema.object(["versions": Schema.array(KernelSchema.version)]),
      answer: .fresh { request in
        let versions = try desk.journal.versions(of: request["branch"].map { ID($0) })
        return Response(["versions": .array(versions.map { TwinJSON.json($0) })])
      })
  }

  private var tag: Route {
    let desk = desk
    return Route(
      .post, "/api/v1/versions", "Give a point of a branch a name", schema: KernelSchema.version,
      body: KernelSchema.tag,
      answer: .act { request in
        Response(TwinJSON.json(try desk.tag(request.object())), status: 201)
      })
  }
}
