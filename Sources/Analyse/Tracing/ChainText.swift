import SalusCore
import SalusTwin

/// Writes a walk for other programs: a table, or GraphML (Brandes et al. 2002) for graph tools.
public enum ChainText {
  /// `id,generation,from,kind,setting,date,onset,place,classification,placeholder`, one line a node
  /// in the order of the chain.
  public static func csv(_ chain: Chain, of graph: ContactGraph) -> String {
    var text = "id,generation,from,kind,setting,date,onset,place,classification,placeholder\n"
    for step in chain.steps {
      let node = graph.nodes[step.node]
      let link = step.link.map { graph.links[$0] }
      let fields = [
        node.id.text, String(step.generation), step.from.map { graph.nodes[$0].id.text } ?? "",
        link.map { word($0.kind) } ?? "", link?.setting ?? "", link?.date?.description ?? "",
        node.onset?.description ?? "", node.place ?? "", node.classification?.rawValue ?? "",
        node.isPlaceholder ? "true" : "",
      ]
      text += fields.map(field).joined(separator: ",") + "\n"
    }
    return text
  }

  /// The nodes of the chain and every link of the graph between two of them.
  public static func graphML(_ chain: Chain, of graph: ContactGraph) -> String {
    let keys = [
      ("generation", "node", "int"), ("onset", "node", "string"), ("place", "node", "string"),
      ("classification", "node", "string"), ("placeholder", "node", "boolean"),
      ("kind", "edge", "string"), ("setting", "edge", "string"), ("date", "edge", "string"),
    ]
    var text = """
      <?xml version="1.0" encoding="UTF-8"?>
      <graphml xmlns="http://graphml.graphdrawing.org/xmlns">

      """
    for (name, owner, type) in keys {
      text +=
        "  <key id=\"\(name)\" for=\"\(owner)\" attr.name=\"\(name)\" attr.type=\"\(type)\"/>\n"
    }
    text += "  <graph edgedefault=\"directed\">\n"
    var shown = [Bool](repeating: false, count: graph.nodes.count)
    for step in chain.steps {
      let node = graph.nodes[step.node]
      shown[step.node] = true
      text += "    <node id=\"\(escaped(node.id.text))\">"
      text += data("generation", String(step.generation)) + data("onset", node.onset?.description)
      text += data("place", node.place) + data("classification", node.classification?.rawValue)
      text += data("placeholder", node.isPlaceholder ? "true" : nil) + "</node>\n"
    }
    for step in chain.steps {
      let first = Int(graph.starts[step.node])
      for index in first..<Int(graph.starts[step.node + 1]) where shown[Int(graph.targets[index])] {
        let link = graph.links[index]
        text += "    <edge source=\"\(escaped(link.source.text))\" "
        text += "target=\"\(escaped(link.target.text))\">" + data("kind", word(link.kind))
        text += data("setting", link.setting) + data("date", link.date?.description) + "</edge>\n"
      }
    }
    return text + "  </graph>\n</graphml>\n"
  }

  private static func word(_ kind: ContactGraph.Kind) -> String {
    switch kind {
    case .infection: "infection"
    case .contact: "contact"
    }
  }

  private static func data(_ key: String, _ value: String?) -> String {
    value.map { "<data key=\"\(key)\">\(escaped($0))</data>" } ?? ""
  }

  /// XML text; characters that XML 1.0 cannot hold are left out.
  private static func escaped(_ text: String) -> String {
    var output = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": output += "&amp;"
      case "<": output += "&lt;"
      case ">": output += "&gt;"
      case "\"": output += "&quot;"
      case "\t", "\n", "\r": output += "&#\(scalar.value);"
      default:
        if scalar.value >= 0x20, scalar.value != 0xFFFE, scalar.value != 0xFFFF {
          output.unicodeScalars.append(scalar)
        }
      }
    }
    return output
  }

  /// A field of RFC 4180; one that a spreadsheet would take for a formula gets an apostrophe.
  private static func field(_ text: String) -> String {
    var text = text
    if let first = text.utf8.first, [0x3D, 0x2B, 0x40].contains(first) { text = "'" + text }
    let needsQuotes = text.utf8.contains { [0x2C, 0x22, 0x0A, 0x0D].contains($0) }
    guard needsQuotes else { return text }
    var quoted = "\""
    for character in text.unicodeScalars {
      if character == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(character)
    }
    return quoted + "\""
  }
}
