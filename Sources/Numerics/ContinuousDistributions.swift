import Glibc

/// The normal (Gaussian) distribution.
public struct Normal: Hashable, Sendable {
  public let mean: Double
  public let sd: Double

  /// Mean 0, standard deviation 1.
  public static let standard = Normal(mean: 0, sd: 1)

  public init(mean: Double, sd: Double) {
    precondition(sd > 0, "a normal distribution needs a positive standard deviation")
    self.mean = mean
    self.sd = sd
  }

  public func density(_ x: Double) -> Double {
    let z = (x - mean) / sd
    return exp(-0.5 * z * z) / (sd * (2 * Double.pi).squareRoot())
  }

  /// Probability of a value of at most `x`.
  public func cdf(_ x: Double) -> Double {
    0.5 * erfc(-(x - mean) / (sd * 2.0.squareRoot()))
  }

  /// Probability of a value above `x`.
  public func upper(_ x: Double) -> Double {
    0.5 * erfc((x - mean) / (sd * 2.0.squareRoot()))
  }

  /// The value that a share `p` of the distribution lies below; not-a-number outside 0 to 1.
  ///
  /// Rational approximations of Wichura (1988), algorithm AS 241, PPND16.
  public func quantile(_ p: Double) -> Double {
    mean + sd * Normal.standardQuantile(p)
  }

  private static func standardQuantile(_ p: Double) -> Double {
    guard p >= 0, p <= 1 else { return .nan }
    if p == 0 { return -.infinity }
    if p == 1 { return .infinity }
    let q = p - 0.5
    if abs(q) <= 0.425 {
      let r = 0.180625 - q * q
      return q * ratio(r, centreUp, centreDown)
    }
    var r = (-log(q < 0 ? p : 1 - p)).squareRoot()
    let z: Double
    if r <= 5 {
      r -= 1.6
      z = ratio(r, middleUp, middleDown)
    } else {
      r -= 5
      z = ratio(r, farUp, farDown)
    }
    return q < 0 ? -z : z
  }

  private typealias Eight = (
    Double, Double, Double, Double, Double, Double, Double, Double
  )

  private static func ratio(_ r: Double, _ up: Eight, _ down: Eight) -> Double {
    polynomial(r, up) / polynomial(r, down)
  }

  /// Coefficients from the constant upwards.
  private static func polynomial(_ r: Double, _ c: Eight) -> Double {
    let high = ((c.7 * r + c.6) * r + c.5) * r + c.4
    return (((high * r + c.3) * r + c.2) * r + c.1) * r + c.0
  }

  private static let centreUp: Eight = (
    3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
    45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727
  )
  private static let centreDown: Eight = (
    1, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077,
    21213.794301586595867, 39307.895800092710610, 28729.085735721942674, 5226.4952788528545610
  )
  private static let middleUp: Eight = (
    1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550,
    3.64784832476320460504, 1.27045825245236838258, 0.241780725177450611770,
    0.0227238449892691845833, 7.74545014278341407640e-4
  )
  private static let middleDown: Eight = (
    1, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550,
    0.148103976427480074590, 0.0151986665636164571966, 5.47593808499534494600e-4,
    1.05075007164441684324e-9
  )
  private static let farUp: Eight = (
    6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580,
    0.296560571828504891230, 0.0265321895265761230930, 0.00124266094738807843860,
    2.71155556874348757815e-5, 2.01033439929228813265e-7
  )
  private static let farDown: Eight = (
    1, 0.599832206555887937690, 0.136929880922735805310, 0.0148753612908506148525,
    7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
    2.04426310338993978564e-15
  )
}

/// The gamma distribution with mean shape x scale.
public struct Gamma: Hashable, Sendable {
  public let shape: Double
  public let scale: Double

  public init(shape: Double, scale: Double) {
    precondition(shape > 0 && scale > 0, "a gamma distribution needs positive parameters")
    self.shape = shape
    self.scale = scale
  }

  public var mean: Double { shape * scale }
  public var sd: Double { shape.squareRoot() * scale }

  public func density(_ x: Double) -> Double {
    guard x >= 0 else { return 0 }
    if x == 0 { return shape < 1 ? .infinity : shape == 1 ? 1 / scale : 0 }
    return poissonTerm(shape, x / scale) * shape / x
  }

  /// Probability of a value of at most `x`.
  public func cdf(_ x: Double) -> Double {
    x <= 0 ? 0 : regularisedGamma(shape, x / scale).lower
  }

  /// Probability of a value above `x`.
  public func upper(_ x: Double) -> Double {
    x <= 0 ? 1 : regularisedGamma(shape, x / scale).upper
  }

  /// The value that a share `p` of the distribution lies below; not-a-number outside 0 to 1.
  public func quantile(_ p: Double) -> Double {
    scale * inverseRegularisedGamma(shape, p)
  }
}

/// The beta distribution on 0 to 1 with mean a / (a + b).
public struct Beta: Hashable, Sendable {
  public let a: Double
  public let b: Double

  public init(_ a: Double, _ b: Double) {
    precondition(a > 0 && b > 0, "a beta distribution needs positive parameters")
    self.a = a
    self.b = b
  }

  public var mean: Double { a / (a + b) }

  /// Probability of a value of at most `x`.
  public func cdf(_ x: Double) -> Double {
    x <= 0 ? 0 : x >= 1 ? 1 : regularisedBeta(a, b, x).lower
  }

  /// The value that a share `p` of the distribution lies below; not-a-number outside 0 to 1.
  public func quantile(_ p: Double) -> Double {
    inverseRegularisedBeta(a, b, p)
  }
}

/// Student's t distribution.
public struct StudentT: Hashable, Sendable {
  /// Degrees of freedom, also fractional.
  public let freedom: Double

  public init(freedom: Double) {
    precondition(freedom > 0, "Student's t needs positive degrees of freedom")
    self.freedom = freedom
  }

  /// Probability of a value of at most `t`.
  public func cdf(_ t: Double) -> Double {
    let half = 0.5 * twoSided(t)
    return t < 0 ? half : 1 - half
  }

  /// Probability of a value further from zero than `t` on either side: the p value of a test.
  public func twoSided(_ t: Double) -> Double {
    guard t.isFinite else { return t.isNaN ? .nan : 0 }
    let square = t * t
    let total = freedom + square
    return regularisedBeta(
      freedom / 2, 0.5, freedom / total, complement: square / total
    ).lower
  }
}
