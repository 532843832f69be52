import SalusCore
import SalusTwin
import Testing

@testable import SalusOperate
@testable import SalusServe

/// What the routes say of a small bank whose numbers are known.
@Suite struct AnswerTests {
  @Test func saysThatItIsWell() throws {
    let bank = try Bank(isEmpty: true)
    let health = try JSON(parsing: bank.wire.request("GET", "/healthz").body)
    #expect(health["status"] == "ok" && health["version"] == .string(SalusOperate.Version.text))
    #expect(health["sequence"] == 0)
  }

  @Test func describesEveryRoute() throws {
    let bank = try Bank(isEmpty: true)
    let document = try bank.json("/api/v1/openapi.json")
    #expect(document["openapi"] == "3.1.0")
    let paths = document["paths"]?.members?.map(\.name) ?? []
    let routes = TwinRoutes(bank.model, programVersion: "1").routes.map(\.pattern)
    #expect(Set(paths).isSuperset(of: routes) && routes.count >= 15)
    for path in document["paths"]?.members ?? [] {
      let operation = path.value["get"] ?? path.value["post"]
      #expect(operation?["summary"]?.string?.isEmpty == false)
      for match in path.name.matches(of: /\{([a-z]+)\}/) {
        let named = operation?["parameters"]?.array?.contains {
          $0["name"]?.string == String(match.1) && $0["in"] == "path"
        }
        #expect(named == true, "\(path.name) does not describe \(match.1)")
      }
    }
  }

  /// Every answer has the members that its schema says it has.
  @Test(arguments: [
    "/healthz", "/api/v1/summary", "/api/v1/places", "/api/v1/signals", "/api/v1/geo/ward",
    "/api/v1/cube/cases/table?level=ward", "/api/v1/series?signal=cases&place=town",
    "/api/v1/detections?state=all", "/api/v1/detections/cases~w1~2026-02-18/evidence",
    "/api/v1/reproduction?place=town", "/api/v1/forecasts", "/api/v1/forecasts/cases-weekly",
  ])
  func keepsToItsSchema(target: String) throws {
    let bank = try Bank()
    let answer = try bank.get(target)
    #expect(answer.status == 200, "\(answer.text)")
    let value = try JSON(parsing: answer.body)
    let path = String(target.prefix { $0 != "?" })
    let routes = TwinRoutes(bank.model, programVersion: "1").routes
    guard case .found(let route, _) = Router(routes).match(.get, path) else {
      Issue.record("no route")
      return
    }
    let schema = try #require(route.schema)
    #expect(SchemaCheck.faults(value, schema, at: "$") == [])
  }

  @Test func headsWithNoForecastOfWeeksThatWereReportedSince() throws {
    let bank = try Bank()
    func outlook() throws -> JSON? {
      let summary = try bank.json("/api/v1/summary?geo=d2")
      return summary["stats"]?.array?.last
    }
    let before = try outlook()
    #expect(before?["id"] == "forecast")
    // Made last, but for weeks that are all over by now.
    let old = Bank.forecast(weeks: 7)
    _ = try bank.journal.append(old.draft(actor: "test", source: "late"))
    #expect(try outlook()?["label"] == before?["label"])
  }

  @Test func sumsUpTheWhole() throws {
    let bank = try Bank()
    let summary = try bank.json("/api/v1/summary")
    #expect(summary["place"]?["id"] == "town" && summary["asOf"] == "latest")
    #expect(summary["day"]?.string == Bank.last.description)
    #expect(summary["openDetections"] == 1)
    let stats = summary["stats"]?.array ?? []
    #expect(
      stats.map { $0["id"]?.string } == ["cases", "cases-weekly", "reproduction"],
      "the forecast is for districts, not for the whole")
    // Half of the last day's cases are in, 80 % of the day before's.
    var expected = 0.0
    for (back, share) in [0.5, 0.8, 1, 1, 1, 1, 1].enumerated() {
      for ward in 0..<4 {
        expected += (Bank.count(ward: ward, day: 59 - back) * share).rounded()
      }
    }
    #expect(stats.first?["value"]?.double == expected)
    let completeness = try #require(stats.first?["completeness"]?.double)
    #expect(completeness > 0.85 && completeness < 0.98)
    #expect(stats.first?["unit"] == "cases a week")
    #expect(stats[0]["level"] == .null && stats[2]["level"] == 0.95)
    #expect(stats[2]["lower"] == 1.05 && stats[2]["trend"]?["direction"] == "up")
    let south = try bank.json("/api/v1/summary?geo=d2")
    #expect(south["openDetections"] == 0)
    #expect(south["stats"]?.array?.last?["id"] == "forecast")
    let kinds = summary["changes"]?.array?.map { $0["kind"]?.string } ?? []
    #expect(kinds.prefix(4) == ["forecast", "forecast", "reproduction", "detection"])
    let since = try bank.json("/api/v1/summary?since=\(bank.model.version)")
    #expect(since["changes"] == [])
  }

  @Test func anEmptyBankSaysSo() throws {
    let bank = try Bank(isEmpty: true)
    let summary = try bank.json("/api/v1/summary")
    #expect(summary["place"] == .null && summary["stats"] == [] && summary["day"] == .null)
    #expect(try bank.json("/api/v1/detections")["lastRun"] == .null)
    #expect(try bank.json("/api/v1/signals")["signals"] == [])
    #expect(try bank.get("/api/v1/geo/ward").status == 404)
    let missing = try bank.json("/api/v1/series?signal=cases&place=town")
    #expect(missing["detail"] == "there is no signal 'cases'")
    #expect(missing["hint"] == "Nothing has been imported yet.")
  }

  @Test func drawsTheMap() throws {
    let bank = try Bank()
    let geo = try bank.json("/api/v1/geo/ward")
    #expect(geo["width"] == 4096 && geo["height"] == 2048)
    let regions = geo["regions"]?.array ?? []
    #expect(regions.map { $0["id"]?.string } == ["w1", "w2", "w3", "w4"])
    // Ward 1 lies in the south-west: left, and below, for y counts down.
    #expect(
      regions.first?["rings"] == [[0, 2048, 2048, 2048, 2048, 1024, 0, 1024]])
    #expect(geo["lines"] == [["name": "River", "path": [0, 1024, 4096, 1024]]])
    #expect(try bank.get("/api/v1/geo/state").status == 404)
    #expect(try bank.get("/api/v1/geo/planet").status == 404)
  }

  @Test func classesAreThoseOfTheTable() throws {
    let bank = try Bank()
    let answer = try bank.get("/api/v1/cube/cases?level=ward")
    let head = try JSON(parsing: answer["Salus-Cube"] ?? "")
    #expect(head["days"] == 60 && head["regionCount"] == 4 && answer.body.count == 240)
    #expect(head["from"]?.string == Bank.first.description)
    #expect(head["regions"] == ["w1", "w2", "w3", "w4"])
    #expect(answer.body.prefix(12).allSatisfy { $0 == 255 }, "three days make no week")
    for day in [10, 30, 59] {
      let table = try bank.json(
        "/api/v1/cube/cases/table?level=ward&day=\(Bank.first + day)")
      let rows = table["rows"]?.array ?? []
      let classes = answer.body[(day * 4)..<(day * 4 + 4)].map { JSON.integer(Int64($0)) }
      #expect(rows.map { $0["class"] ?? .null } == classes)
    }
    let last = try bank.json("/api/v1/cube/cases/table?level=ward")["rows"]?.array ?? []
    let sum = last.reduce(0.0) { $0 + ($1["cases7d"]?.double ?? 0) }
    let stat = try bank.json("/api/v1/summary")["stats"]?.array?.first?["value"]?.double
    #expect(sum == stat, "map, table and headline agree")
    #expect(last[0]["rate"]?.double == ((last[0]["cases7d"]?.double ?? 0) * 40).rounded() / 10)
    #expect(head["provisionalFrom"]?.string == (Bank.last - 1).description)
    let part = try bank.get("/api/v1/cube/cases?level=district&from=\(Bank.last)")
    #expect(part.body.count == 2)
    #expect(try bank.get("/api/v1/cube/ili?level=ward").status == 404)
  }

  @Test func breaksHoldForThePeriodAndFitTheNumbers() {
    #expect(CubeNumbers.breaks(for: []) == [0, 1, 5, 15, 40, 80, 120])
    #expect(CubeNumbers.breaks(for: [0, .nan, 100]) == [0, 1, 5, 15, 40, 80, 120])
    #expect(CubeNumbers.breaks(for: [900]) == [0, 10, 50, 150, 400, 800, 1200])
    #expect(CubeNumbers.breaks(for: [2.4]) == [0, 0.02, 0.1, 0.3, 0.8, 1.6, 2.4])
  }

  @Test func hidesSmallCounts() {
    let ward = Place(id: ID("w"), name: "W", level: .ward, population: 1000)
    let numbers = CubeNumbers(
      signal: Signal(id: ID("s"), title: "S", unit: "1", period: .day), level: .ward,
      regions: [ward], dates: [], sums: [0, 1, 4, 5, .nan], rates: [0, 100, 400, 500, .nan],
      breaks: [0, 1, 5, 15, 40, 80, 120])
    #expect((0..<5).map(numbers.class) == [0, 254, 254, 6, 255])
  }

  @Test func addsUpPartsAndSaysWhatIsProvisional() throws {
    let bank = try Bank()
    let town = try bank.json("/api/v1/series?signal=cases&place=Town")
    let wards = try Bank.wards.map { try bank.json("/api/v1/series?signal=cases&place=\($0)") }
    for day in [0, 20, 59] {
      let parts = wards.reduce(0.0) { $0 + ($1["values"]?.array?[day].double ?? 0) }
      #expect(town["values"]?.array?[day].double == parts)
    }
    let provisional = town["provisional"]?.array?.map { $0.bool ?? false } ?? []
    #expect(provisional.count == 60 && provisional.suffix(3) == [false, true, true])
    let share = try #require(town["completeness"]?.array?.last?.double)
    #expect(abs(share - 0.5) < 0.08, "about half is in on the first day")
    #expect(town["sentence"]?.string?.contains("The last 2 days may still rise.") == true)
    let part = try bank.json(
      "/api/v1/series?signal=cases&place=w1&from=\(Bank.last - 3)&to=\(Bank.last - 1)")
    #expect(part["dates"]?.array?.count == 3)
    #expect(try bank.get("/api/v1/series?signal=cases").status == 400)
    #expect(try bank.get("/api/v1/series?signal=cases&place=atlantis").status == 404)
    #expect(try bank.get("/api/v1/series?signal=cases&place=w1&from=yesterday").status == 400)
    let rate = try bank.json("/api/v1/series?signal=ili&place=w1")
    #expect(rate["values"] == [], "rates are never summed or shared out")
  }

  @Test func writesTablesForThoseWhoAsk() throws {
    let bank = try Bank()
    func csv(_ target: String) throws -> [Substring] {
      let answer = try bank.get(target, headers: ["Accept": "text/csv"])
      #expect(answer["Content-Type"] == "text/csv; charset=utf-8", "\(answer.text)")
      return answer.text.split(separator: "\n")
    }
    #expect(try csv("/api/v1/series?signal=cases&place=w1").count == 61)
    #expect(try csv("/api/v1/places").first == "id,name,level,parent,population")
    #expect(try csv("/api/v1/detections").count == 2)
    #expect(try csv("/api/v1/cube/cases/table?level=ward").count == 5)
    let forecast = try csv("/api/v1/forecasts/cases-weekly?place=d1")
    #expect(
      forecast.count == 5 && forecast[0].hasPrefix("reference_date,target_end_date,place,q0.01"))
    #expect(try csv("/api/v1/reproduction?place=town").count == 3)
    #expect(try csv("/api/v1/forecasts").count == 3)
  }

  @Test func listsWhatDetectorsFound() throws {
    let bank = try Bank()
    let list = try bank.json("/api/v1/detections")
    let found = try #require(list["detections"]?.array?.first)
    #expect(found["id"] == "cases~w1~2026-02-18" && found["method"] == "ears-c2")
    #expect(found["words"] == "20 seen, 3 usual; above the bound of 8 since 18 Feb")
    #expect(list["lastRun"]?["series"] == 4)
    var run = Bank.detection
    run.day = Bank.last + 1
    run.sequence = 11
    run.detections[0].since = Bank.last
    _ = try bank.journal.append(run.draft(actor: "test"))
    let all = try bank.json("/api/v1/detections?state=all")["detections"]?.array ?? []
    #expect(all.map { $0["state"]?.string } == ["open", "closed"])
    #expect(all.last?["words"]?.string?.hasSuffix("from 18 Feb to 4 Mar") == true)
    let first = try bank.json("/api/v1/detections?state=all&limit=1")
    let next = try #require(first["next"]?.string)
    let second = try bank.json("/api/v1/detections?state=all&limit=1&cursor=\(next)")
    #expect(first["detections"]?.array?.count == 1 && second["next"] == .null)
    #expect(second["detections"]?.array?.first == all.last)
    #expect(try bank.get("/api/v1/detections?limit=0").status == 400)
    #expect(try bank.get("/api/v1/detections?cursor=x").status == 400)
    #expect(try bank.get("/api/v1/detections?state=maybe").status == 400)
    #expect(try bank.json("/api/v1/detections?place=d2")["detections"] == [])
  }

  @Test func showsTheEvidence() throws {
    let bank = try Bank()
    let evidence = try bank.json("/api/v1/detections/cases~w1~2026-02-18/evidence")
    let dates = evidence["series"]?["dates"]?.array ?? []
    #expect(dates.last?.string == Bank.last.description && dates.count == 60)
    for name in ["observed", "expected", "upper", "alarm", "provisional"] {
      #expect(evidence["series"]?[name]?.array?.count == 60)
    }
    #expect(evidence["series"]?["alarm"]?.array?[45] == true, "the day of the rise alarms")
    let methods = evidence["methods"]?.array?.map { $0["method"]?.string } ?? []
    #expect(methods == ["ears-c2", "ears-c1", "ears-c3"])
    #expect(evidence["sentence"]?.string?.hasPrefix("Cases, Ward 1: 20 seen") == true)
    #expect(try bank.get("/api/v1/detections/none/evidence").status == 404)
  }

  @Test func saysWhichLevelsHaveAMap() throws {
    #expect(try Bank().json("/api/v1/places")["mapped"] == ["ward"])
    #expect(try Bank(isEmpty: true).json("/api/v1/places")["mapped"] == [])
  }

  @Test(arguments: [
    ("Flu admissions", "{count}/wk", "flu admissions"), ("ILI visits", "{count}/wk", "ILI visits"),
    ("Confirmed cases", "{cases}/d", "cases"),
  ])
  func namesWhatIsCounted(title: String, unit: String, noun: String) {
    let signal = Signal(id: ID("s"), title: title, unit: unit, period: .week, measure: .count)
    #expect(Words.noun(of: signal) == noun)
  }

  @Test func tellsTheYearOfAnOldBeginning() {
    #expect(Words.day(Bank.date("2024-11-30"), beside: Bank.date("2025-05-24")) == "30 Nov 2024")
    #expect(Words.day(Bank.date("2025-05-03"), beside: Bank.date("2025-05-24")) == "3 May")
  }

  @Test func showsAForecastWithWhatWasSaidBefore() throws {
    let bank = try Bank()
    let newest = Bank.last.onOrAfter(.saturday) - 7
    let forecast = try bank.json("/api/v1/forecasts/cases-weekly?place=d1")
    #expect(forecast["forecast"]?["referenceDate"]?.string == newest.description)
    #expect(forecast["forecast"]?["dataThrough"]?.string == (newest - 7).description)
    #expect(forecast["forecast"]?["quantiles"]?.array?.first?.array?.count == 23)
    #expect(forecast["past"]?.array?.count == 1)
    #expect(forecast["past"]?.array?.first?["median"]?.array?.first?.double == 70)
    #expect(forecast["scores"]?["n"]?.integer ?? 0 > 0)
    #expect(forecast["reliable"] == true && forecast["caution"] == .null)
    let earlier = try bank.json(
      "/api/v1/forecasts/cases-weekly?place=d1&reference=\(newest - 7)")
    #expect(earlier["past"] == [] && earlier["scores"] == .null)
    #expect(
      try bank.get("/api/v1/forecasts/cases-weekly?reference=2020-01-04").status == 404)
    let ward = try bank.json("/api/v1/forecasts/cases-weekly?place=w1")
    #expect(ward["forecast"] == .null && ward["reliable"] == false)
    let list = try bank.json("/api/v1/forecasts")["forecasts"]?.array ?? []
    #expect(
      list.map { $0["referenceDate"]?.string } == [newest.description, (newest - 7).description])
  }

  @Test func anEarlierMomentSeesLess() throws {
    let bank = try Bank()
    let day = Bank.first + 30
    let series = try bank.json("/api/v1/series?signal=cases&place=w1&asof=\(day)")
    #expect(series["dates"]?.array?.count == 31 && series["asOf"]?.string == day.description)
    #expect(try bank.json("/api/v1/detections?asof=\(day)")["detections"] == [])
    #expect(try bank.get("/api/v1/series?signal=cases&place=w1&asof=tomorrow").status == 400)
    #expect(try bank.get("/api/v1/series?signal=cases&place=w1&asof=v99999").status == 404)
    let before = try bank.json("/api/v1/summary?asof=2025-01-01")
    #expect(before["stats"] == [], "before any data there is nothing to say")
  }

  @Test(arguments: [
    "/api/v1/summary?", "/api/v1/series?signal=cases&place=town&",
    "/api/v1/cube/cases?level=ward&", "/api/v1/detections?", "/api/v1/forecasts/cases-weekly?",
    "/api/v1/geo/ward?", "/api/v1/places?",
  ])
  func aPinnedAnswerNeverChanges(target: String) throws {
    let bank = try Bank()
    let pinned = target + "asof=v\(bank.model.version)"
    let first = try bank.get(pinned)
    _ = try bank.journal.append(
      Draft(
        type: "observations.recorded", twin: ID("import:late"), actor: "test", source: "late",
        observations: [
          Observation(
            twin: ID("w1"), signal: ID("cases"), valid: Instant(startOf: Bank.last),
            known: Instant(startOf: Bank.last + 1), value: 99)
        ]))
    let again = try bank.get(pinned)
    #expect(first.status == 200 && first.body == again.body)
    #expect(first["ETag"] == again["ETag"])
    let twin = try Bank()
    #expect(try twin.get(pinned).body == first.body, "equal journals give equal bytes")
  }
}
