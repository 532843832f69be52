import SalusCore
import SalusNumerics
import Testing

@testable import SalusExample

@Suite struct CareProbe {
  @Test func prints() {
    var reality = Reality(region: Examples.region(), seed: 1)
    reality.advance(to: 365)
    let network = CareNetwork(Examples.region())
    print(network.hospitals.map { "\($0.name) \($0.generalBeds)/\($0.intensiveBeds)" })
    print(network.depots.map { "\($0.name) \($0.position)" }, network.bridges)
    print(network.minutes.map { $0.map { Int($0) } })
    print(network.hospitals.indices.map { Int(network.catchment($0)) })
    var care = HospitalReality(network: network, seed: 1)
    for day in 0...365 { care.step(infections: reality.truth[day].infections) }
    for day in [0, 40, 76, 100, 112, 118, 124, 130, 134, 138, 142, 146, 150, 160, 180, 200, 260, 300, 365] {
      let row = care.days[day]
      let icu = row.indices.map { "\(row[$0].needIntensive)/\(row[$0].intensiveBeds)v\(row[$0].needVentilated)/\(row[$0].ventilators)" }
      let total = row.reduce(0) { $0 + $1.hospitalised }
      let out = row.reduce(0) { $0 + $1.outbreakWard + $1.outbreakIntensive }
      let week = care.days[max(0, day - 6)...day].reduce(0) { $0 + $1.reduce(0) { $0 + $1.admissions } }
      let need = row.reduce(0) { $0 + $1.needIntensive }
      let cover = CareItem.all.indices.dropFirst(2).map { item -> String in
        let have = network.hospitals.indices.reduce(0) { $0 + care.counts[day][$1][item].quantity }
        let lack = network.hospitals.indices.reduce(0) { sum, h in sum + care.days[max(0, day - 6)...day].reduce(0) { $0 + $1[h].lacking[item] } }
        let use = max(1, row.reduce(0) { $0 + $1.used[item] + $1.lacking[item] })
        let low = network.hospitals.indices.map { h in Double(care.counts[day][h][item].quantity) / Double(max(1, row[h].used[item] + row[h].lacking[item])) }.min()!
        let depot = (12..<15).reduce(0) { $0 + care.counts[day][$1][item].quantity }
        return "\(CareItem.all[item].item.id):\(have / use)d(\(Int(low)))dep\(depot / use)lack\(lack)"
      }
      print("day \(day) inf \(reality.truth[day].infections.reduce(0, +)) hosp \(total) ob \(out) adm7 \(week) icu \(need)/\(row.reduce(0) { $0 + $1.intensiveBeds }) wait \(row.reduce(0) { $0 + $1.waiting }) died \(care.days[0...day].reduce(0) { $0 + $1.reduce(0) { $0 + $1.died } })")
      print("   ", icu.joined(separator: " "))
      print("   ", cover.joined(separator: " "))
    }
  }
}
