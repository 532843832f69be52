import SalusOperate
import Synchronization

/// Counts requests and how long they took, for the metrics page.
public final class RequestMeter: Sendable {
  private struct Counts {
    var byStatus: [Int: Int] = [:]
    var buckets = [Int](repeating: 0, count: RequestMeter.bounds.count)
    var count = 0
    var seconds = 0.0
  }

  private let counts = Mutex(Counts())

  /// Upper bounds of the histogram's buckets, in seconds.
  static let bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

  public init() {}

  func record(status: Int, seconds: Double) {
    counts.withLock { counts in
      counts.byStatus[status, default: 0] += 1
      counts.count += 1
      counts.seconds += seconds
      // Buckets are cumulative: a value counts in every bucket that it fits.
      for (index, bound) in RequestMeter.bounds.enumerated() where seconds <= bound {
        counts.buckets[index] += 1
      }
    }
  }

  public func write(into metrics: inout Metrics) {
    let counts = counts.withLock { $0 }
    metrics.family("salus_http_requests_total", .counter, "Answers by status.")
    for (status, count) in counts.byStatus.sorted(by: { $0.key < $1.key }) {
      metrics.sample("salus_http_requests_total", [("status", "\(status)")], Double(count))
    }
    let name = "salus_http_request_seconds"
    metrics.family(name, .histogram, "How long answers took.")
    for (bound, count) in zip(RequestMeter.bounds, counts.buckets) {
      metrics.sample("\(name)_bucket", [("le", "\(bound)")], Double(count))
    }
    metrics.sample("\(name)_bucket", [("le", "+Inf")], Double(counts.count))
    metrics.sample("\(name)_sum", [], counts.seconds)
    metrics.sample("\(name)_count", [], Double(counts.count))
  }
}
