import SalusOperate

/// The command centre's server: the twin's data, its event stream and the pages.
public enum API {
  /// Starts to serve a journal.
  ///
  /// - Parameters:
  ///   - station: does what people decide; without one nothing can be changed.
  ///   - port: 0 for any free one.
  ///   - heartbeat: seconds between signs of life on event streams.
  ///   - opensMetrics: lets anyone on this machine read the figures, without the start token.
  ///   - pages: those embedded in the program, or others.
  public static func server(
    port: Int, token: StartToken, model: ReadModel, station: Station? = nil,
    heartbeat: Double = 15, opensMetrics: Bool = false, pages: Pages = Pages()
  ) throws(ServerError) -> Server {
    let meter = RequestMeter()
    var subjects = subjects(model, station: station)
    if let station {
      subjects +=
        JobRoutes(station: station, meter: meter, opensMetrics: opensMetrics).routes
    }
    let twin = TwinRoutes(
      model, programVersion: Version.text, station: station, subjects: subjects)
    return try Server(
      Server.Settings(port: port, token: token), routes: twin.routes + pages.routes,
      hub: twin.hub(heartbeat: heartbeat), meter: meter, version: { model.version })
  }

  /// The routes of each subject beside the twin's own data.
  private static func subjects(_ model: ReadModel, station: Station?) -> [Route] {
    var routes: [Route] = []
    routes += CapacityRoutes(model: model, station: station).routes
    routes += DemandRoutes(model: model).routes
    routes += PlanRoutes(model: model, station: station).routes
    routes += WarningRoutes(model: model, station: station).routes
    routes += OrderRoutes(model: model, station: station).routes
    routes += HandoverRoutes(model: model, station: station).routes
    if let station {
      routes += FeedRoutes(station: station, model: model).routes
      routes += TwinStateRoutes(desk: station.twins).routes
      routes += TypeRoutes(desk: station.twins).routes
      routes += BranchRoutes(desk: station.twins).routes
      routes += LineRoutes(desk: station.twins).routes
      routes += RelationRoutes(desk: station.twins).routes
    }
    return routes
  }
}
