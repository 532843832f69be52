import SalusOperate

/// The command centre's server: the twin's data, its event stream and the pages.
public enum API {
  /// Starts to serve a journal.
  ///
  /// - Parameters:
  ///   - station: does what people decide; without one nothing can be changed.
  ///   - port: 0 for any free one.
  ///   - heartbeat: seconds between signs of life on event streams.
  ///   - pages: those embedded in the program, or others.
  public static func server(
    port: Int, token: StartToken, model: ReadModel, station: Station? = nil,
    heartbeat: Double = 15, pages: Pages = Pages()
  ) throws(ServerError) -> Server {
    let twin = TwinRoutes(
      model, programVersion: Version.text, subjects: subjects(model, station: station))
    return try Server(
      Server.Settings(port: port, token: token), routes: twin.routes + pages.routes,
      hub: twin.hub(heartbeat: heartbeat), version: { model.version })
  }

  /// The routes of each subject beside the twin's own data.
  private static func subjects(_ model: ReadModel, station: Station?) -> [Route] {
    []
  }
}
