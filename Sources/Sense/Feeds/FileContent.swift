import SalusGovernance

/// What a file holds, whatever it is called.
public enum FileContent {
  /// SHA-256 over the SHA-256 digests of the file's pieces of 1 MiB, as imports name content.
  public static func digest(of path: String) throws(CSVError) -> Digest {
    try FileInput(path: path).digest()
  }
}
