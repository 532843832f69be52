import Glibc

/// A weighted least-squares fit by orthogonal columns: modified Gram-Schmidt on the design with the
/// response as its last column, which is as stable as Householder's reflections (Björck 1967).
///
/// A column that the earlier ones explain to `tolerance` of its length is left out.
struct Orthogonal: Basis {
  let design: Design
  /// Orthonormal columns, column-major; left-out columns hold no meaning.
  private(set) var q: [Double]
  /// Upper triangle in the order of the design's columns, `columns + 1` wide, row-major; the last
  /// column holds the response's projections.
  private(set) var r: [Double]
  private(set) var kept: [Bool]

  var rank: Int { kept.reduce(0) { $0 + ($1 ? 1 : 0) } }

  var rows: Int { design.rows }
  var columns: Int { design.columns }

  init(_ design: Design) {
    self.design = design
    let (rows, columns) = (design.rows, design.columns)
    q = [Double](repeating: 0, count: rows * (columns + 1))
    r = [Double](repeating: 0, count: columns * (columns + 1))
    kept = [Bool](repeating: true, count: columns)
  }

  mutating func solve(_ response: [Double], root: [Double], tolerance: Double) -> [Double] {
    decompose(response, root: root, tolerance: tolerance)
    return coefficients()
  }

  func add(_ coefficients: [Double], to linear: inout [Double]) {
    let rows = rows
    linear.withUnsafeMutableBufferPointer { linear in
      design.values.withUnsafeBufferPointer { values in
        for (j, coefficient) in coefficients.enumerated() where !coefficient.isNaN {
          for i in 0..<rows { linear[i] += coefficient * values[j * rows + i] }
        }
      }
    }
  }

  /// Decomposes `root[i] * design[i, j]` and `root[i] * response[i]`.
  private mutating func decompose(_ response: [Double], root: [Double], tolerance: Double) {
    let rows = rows
    let columns = columns
    q.withUnsafeMutableBufferPointer { q in
      design.values.withUnsafeBufferPointer { values in
        for j in 0..<columns {
          for i in 0..<rows { q[j * rows + i] = root[i] * values[j * rows + i] }
        }
      }
      for i in 0..<rows { q[columns * rows + i] = root[i] * response[i] }
      var lengths = [Double](repeating: 0, count: columns)
      for j in 0..<columns {
        let length = dot(q, j * rows, j * rows, rows).squareRoot()
        lengths[j] = length == 0 ? 1 : length
      }
      for k in 0..<columns {
        let length = dot(q, k * rows, k * rows, rows).squareRoot()
        kept[k] = length >= tolerance * lengths[k]
        guard kept[k] else { continue }
        r[k * (columns + 1) + k] = length
        let inverse = 1 / length
        for i in 0..<rows { q[k * rows + i] *= inverse }
        for j in (k + 1)...columns {
          let along = dot(q, k * rows, j * rows, rows)
          r[k * (columns + 1) + j] = along
          for i in 0..<rows { q[j * rows + i] -= along * q[k * rows + i] }
        }
      }
    }
  }

  /// Coefficients by back substitution.
  private func coefficients() -> [Double] {
    var found = [Double](repeating: .nan, count: columns)
    for k in stride(from: columns - 1, through: 0, by: -1) where kept[k] {
      var rest = r[k * (columns + 1) + columns]
      for j in k + 1..<columns where kept[j] { rest -= r[k * (columns + 1) + j] * found[j] }
      found[k] = rest / r[k * (columns + 1) + k]
    }
    return found
  }

  /// The length of R^-T x squared.
  func leverage(of x: [Double]) -> Double {
    var u = [Double](repeating: 0, count: columns)
    var sum = 0.0
    for k in 0..<columns where kept[k] {
      var rest = x[k]
      for j in 0..<k where kept[j] { rest -= r[j * (columns + 1) + k] * u[j] }
      u[k] = rest / r[k * (columns + 1) + k]
      sum += u[k] * u[k]
    }
    return sum
  }

  func hatValues() -> [Double] {
    var hat = [Double](repeating: 0, count: rows)
    for k in 0..<columns where kept[k] {
      for i in 0..<rows { hat[i] += q[k * rows + i] * q[k * rows + i] }
    }
    // Rounding may leave a hair beyond one.
    for i in 0..<rows where hat[i] > 1 - 10 * Double.ulpOfOne { hat[i] = 1 }
    return hat
  }

  /// Diagonal of (X'WX)^-1.
  func variances() -> [Double] {
    var found = [Double](repeating: .nan, count: columns)
    for k in 0..<columns where kept[k] {
      // Row k of R^-1, by solving against the unit column from the left.
      var row = [Double](repeating: 0, count: columns)
      row[k] = 1 / r[k * (columns + 1) + k]
      var sum = row[k] * row[k]
      for j in k + 1..<columns where kept[j] {
        var rest = 0.0
        for i in k..<j where kept[i] { rest -= row[i] * r[i * (columns + 1) + j] }
        row[j] = rest / r[j * (columns + 1) + j]
        sum += row[j] * row[j]
      }
      found[k] = sum
    }
    return found
  }
}

/// Product sum of two runs of a buffer in four interleaved parts, always added in the same order.
@inline(__always)
private func dot(
  _ q: UnsafeMutableBufferPointer<Double>, _ a: Int, _ b: Int, _ count: Int
) -> Double {
  var (s0, s1, s2, s3) = (0.0, 0.0, 0.0, 0.0)
  var i = 0
  while i + 4 <= count {
    s0 += q[a + i] * q[b + i]
    s1 += q[a + i + 1] * q[b + i + 1]
    s2 += q[a + i + 2] * q[b + i + 2]
    s3 += q[a + i + 3] * q[b + i + 3]
    i += 4
  }
  while i < count {
    s0 += q[a + i] * q[b + i]
    i += 1
  }
  return (s0 + s1) + (s2 + s3)
}
