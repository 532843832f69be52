import Foundation

/// How well draws fit the law that they should follow; written apart from the module under test.
enum GoodnessOfFit {
  /// Chi-square p-value of whole-number draws against a law: classes are single values where at
  /// least five draws are expected, the rest on either side pooled.
  static func chiSquare(_ draws: [Int], logMass: (Int) -> Double) -> Double {
    let n = Double(draws.count)
    var observed: [Int: Int] = [:]
    for draw in draws { observed[draw, default: 0] += 1 }
    let lowest = max(0, (draws.min() ?? 0) - 50)
    let highest = (draws.max() ?? 0) + 50
    var classes: [(expected: Double, observed: Int)] = []
    var expected = 0.0
    var seen = 0
    var covered = 0.0
    for value in lowest...highest {
      expected += n * exp(logMass(value))
      seen += observed[value, default: 0]
      if expected >= 5 {
        classes.append((expected, seen))
        covered += expected
        expected = 0
        seen = 0
      }
    }
    guard !classes.isEmpty else { return 0 }
    // What is left, on both sides of the range walked, joins the last class.
    classes[classes.count - 1].expected += max(0, n - covered)
    classes[classes.count - 1].observed += seen
    if classes.count == 1 { return classes[0].observed == draws.count ? 1 : 0 }
    var statistic = 0.0
    for cell in classes {
      let difference = Double(cell.observed) - cell.expected
      statistic += difference * difference / cell.expected
    }
    return upperGamma(Double(classes.count - 1) / 2, statistic / 2)
  }

  /// Kolmogorov-Smirnov p-value (asymptotic; hundreds of draws and more).
  static func kolmogorov(_ draws: [Double], cdf: (Double) -> Double) -> Double {
    let sorted = draws.sorted()
    let n = Double(sorted.count)
    var distance = 0.0
    for (rank, draw) in sorted.enumerated() {
      let value = cdf(draw)
      distance = max(distance, value - Double(rank) / n, Double(rank + 1) / n - value)
    }
    let t = (n.squareRoot() + 0.12 + 0.11 / n.squareRoot()) * distance
    var sum = 0.0
    for k in 1...100 {
      let sign = k % 2 == 1 ? 2.0 : -2.0
      sum += sign * exp(-2 * Double(k * k) * t * t)
    }
    return t < 0.2 ? 1 : min(max(sum, 0), 1)
  }

  static func logBinomialMass(_ k: Int, n: Int, p: Double) -> Double {
    guard (0...n).contains(k) else { return -.infinity }
    let choose = lgamma(Double(n) + 1) - lgamma(Double(k) + 1) - lgamma(Double(n - k) + 1)
    let hits = k == 0 ? 0 : Double(k) * log(p)
    let misses = k == n ? 0 : Double(n - k) * log1p(-p)
    return choose + hits + misses
  }

  static func logPoissonMass(_ k: Int, mean: Double) -> Double {
    Double(k) * log(mean) - mean - lgamma(Double(k) + 1)
  }

  static func logNegativeBinomialMass(_ k: Int, mean: Double, size: Double) -> Double {
    let count = Double(k)
    return lgamma(count + size) - lgamma(size) - lgamma(count + 1)
      + size * log(size / (size + mean)) + count * log(mean / (size + mean))
  }

  static func normalCDF(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }

  /// P(X <= x) for gamma X of scale 1.
  static func gammaCDF(_ x: Double, shape: Double) -> Double { 1 - upperGamma(shape, x) }

  /// Regularised upper incomplete gamma function by series or continued fraction.
  static func upperGamma(_ a: Double, _ x: Double) -> Double {
    guard x > 0 else { return 1 }
    let front = exp(a * log(x) - x - lgamma(a))
    if x < a + 1 {
      var term = 1 / a
      var sum = term
      var n = a
      for _ in 0..<100_000 {
        n += 1
        term *= x / n
        sum += term
        if term < sum * 1e-16 { break }
      }
      return 1 - front * sum
    }
    var b = x + 1 - a
    var c = 1e300
    var d = 1 / b
    var h = d
    for i in 1..<100_000 {
      let an = -Double(i) * (Double(i) - a)
      b += 2
      d = 1 / (an * d + b)
      c = b + an / c
      h *= d * c
      if abs(d * c - 1) < 1e-15 { break }
    }
    return front * h
  }

  /// P(X <= x) for beta X, by the trapezoid rule in logit space, where the density is smooth and
  /// falls off at both ends.
  static func betaCDF(a: Double, b: Double) -> (Double) -> Double {
    let span = 40 / min(a, b, 1)
    let steps = 40_000
    let width = 2 * span / Double(steps)
    let logNorm = lgamma(a + b) - lgamma(a) - lgamma(b)
    var cumulative = [0.0]
    var before = 0.0
    for i in 0...steps {
      let t = -span + Double(i) * width
      let logX = -log1p(exp(-t))
      let log1mX = -log1p(exp(t))
      let density = exp(logNorm + a * logX + b * log1mX)
      if i > 0, let last = cumulative.last {
        cumulative.append(last + (density + before) / 2 * width)
      }
      before = density
    }
    return { x in
      if x <= 0 { return 0 }
      if x >= 1 { return 1 }
      let place = (log(x / (1 - x)) + span) / width
      if place <= 0 { return 0 }
      if place >= Double(steps) { return 1 }
      let i = Int(place)
      return cumulative[i] + (place - Double(i)) * (cumulative[i + 1] - cumulative[i])
    }
  }
}
