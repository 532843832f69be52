import SalusCore

/// A hospital or a depot: where there are beds, staff or stock. A later registration replaces an
/// earlier one.
public struct Facility: CapacityFact {
  public static let type = "facility.registered"

  public var id: ID<Twin>
  public var name: String
  public var kind: Kind
  /// The district it stands in; nil where nobody said.
  public var place: ID<Twin>?
  /// In the units of the bank's map; nil where nobody said.
  public var x: Double?
  public var y: Double?
  /// The places whose patients come here, with the share of theirs that does; empty where nobody
  /// said.
  public var catchment: [Share]

  public enum Kind: String, Sendable, CaseIterable {
    case hospital, depot
  }

  /// The part of a place's patients that come to a hospital, 0 to 1.
  public struct Share: Hashable, Sendable {
    public var place: ID<Twin>
    public var share: Double

    public init(place: ID<Twin>, share: Double) {
      self.place = place
      self.share = share
    }
  }

  public init(
    id: ID<Twin>, name: String, kind: Kind, place: ID<Twin>? = nil, x: Double? = nil,
    y: Double? = nil, catchment: [Share] = []
  ) {
    self.id = id
    self.name = name
    self.kind = kind
    self.place = place
    self.x = x
    self.y = y
    self.catchment = catchment
  }

  public var twin: ID<Twin> { id }

  public var fault: String? {
    catchment.first { !(0...1).contains($0.share) }.map {
      "the share of \($0.place) is \($0.share); 0 to 1 is accepted"
    }
  }

  public init(_ payload: Payload) throws(PayloadError) {
    id = try payload.id("id")
    name = try payload.text("name")
    kind = try payload.choice("kind")
    place = try payload.optionalID("place")
    x = try payload.optionalNumber("x")
    y = try payload.optionalNumber("y")
    catchment = []
    for share in try payload.list("catchment") {
      catchment.append(Share(place: try share.id("place"), share: try share.number("share")))
    }
  }

  public var payload: JSON {
    [
      "id": .string(id.text), "name": .string(name), "kind": .string(kind.rawValue),
      "place": JSON(place?.text), "x": JSON(x), "y": JSON(y),
      "catchment": .array(
        catchment.map { ["place": .string($0.place.text), "share": .number($0.share)] }),
    ]
  }

  /// As every analysis sees it, whatever moment it looks from.
  public func draft(actor: String, source: String) -> Draft {
    draft(actor: actor, source: source, known: .beginning)
  }
}

/// A part of a hospital with beds of one kind.
public struct Unit: CapacityFact {
  public static let type = "unit.registered"

  public var id: ID<Twin>
  public var hospital: ID<Twin>
  public var name: String
  public var kind: Kind

  public enum Kind: String, Sendable, CaseIterable {
    case ward, icu, emergency, other
  }

  public init(id: ID<Twin>, hospital: ID<Twin>, name: String, kind: Kind) {
    self.id = id
    self.hospital = hospital
    self.name = name
    self.kind = kind
  }

  public var twin: ID<Twin> { id }

  public init(_ payload: Payload) throws(PayloadError) {
    id = try payload.id("id")
    hospital = try payload.id("hospital")
    name = try payload.text("name")
    kind = try payload.choice("kind")
  }

  public var payload: JSON {
    [
      "id": .string(id.text), "hospital": .string(hospital.text), "name": .string(name),
      "kind": .string(kind.rawValue),
    ]
  }

  public func draft(actor: String, source: String) -> Draft {
    draft(actor: actor, source: source, known: .beginning)
  }
}
