import Glibc

/// Threads for work that blocks: a call handed over, a subscription, a job.
public enum Workers {
  /// Runs `body` on a detached thread with a stack large enough for whole verbs.
  public static func start(_ body: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(Box(body))
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    pthread_attr_setstacksize(&attributes, 8 << 20)
    var thread = pthread_t()
    let failed = pthread_create(&thread, &attributes, runBox, box.toOpaque())
    if failed != 0 {
      // No thread is left: do the work here, late rather than never.
      box.takeRetainedValue().body()
    }
  }

  fileprivate final class Box {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) {
      self.body = body
    }
  }
}

private func runBox(_ raw: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let raw {
    Unmanaged<Workers.Box>.fromOpaque(raw).takeRetainedValue().body()
  }
  return nil
}
