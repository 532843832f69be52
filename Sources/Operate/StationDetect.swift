import SalusAnalyse
import SalusCore
import SalusTwin

extension Station {
  /// Judges the newest dates of a signal in every place that reports it and in every place above
  /// those, and keeps the run; asking again with the same inputs writes nothing.
  ///
  /// - Parameters:
  ///   - method: by its name on the command line; nil takes what suits the signal.
  ///   - preset: of the method's settings; nil is `product`.
  ///   - settings: a JSON5 file whose values replace the method's own.
  public func detect(
    _ id: ID<Signal>, asOf: AsOf, method: String? = nil, preset: String? = nil,
    settings: String? = nil
  ) throws -> DetectionFinished {
    let world = try world(asOf)
    let panel = try panel(id, in: world).withSums(of: world.places)
    var watch = Surveillance(for: panel)
    if let name = method.flatMap(DetectionMethod.init(rawValue:)) {
      watch = Surveillance(
        settings: DetectionSettings(name), daily: panel.signal.period == .day)
    }
    if let preset = preset.flatMap(DetectionPreset.init(rawValue:)) {
      watch.settings = DetectionSettings(watch.settings.method, preset: preset)
    }
    if let settings {
      watch.settings = try watch.settings.changed(by: try InputFile.bytes(at: settings))
    }
    var run = try watch.run(panel, asOf: asOf)
    let delay = try DelayProfile(
      panel.signal, newest: panel.dates.last, journal, at: View(asOf))
    for index in run.detections.indices {
      run.detections[index].completeness = delay.completeness(of: run.detections[index].date)
    }
    if journal.isWritable { _ = try journal.append(run.draft(actor: actor)) }
    return run
  }
}

extension DetectionFinished {
  public var json: JSON {
    [
      "signal": .string(signal.text), "method": .string(method), "day": JSON(day),
      "asOf": .string(asOf.description), "sequence": JSON(sequence), "series": JSON(series),
      "usable": JSON(usable), "detections": .array(detections.map(\.json)),
    ]
  }

  /// What the run did, in one sentence.
  public var sentence: String {
    "\(signal) to \(day), as of \(asOf): \(detections.count) open in \(series) series by \(method)"
      + (usable < series ? "; \(series - usable) have too little to judge by" : "")
  }
}
