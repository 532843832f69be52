extension ShippedTypes {
  /// What spreads.
  static let pathogens = #"""
    [
      {
        "@context": ["dtmi:dtdl:context;3", "dtmi:salus:context;1"],
        "@id": "dtmi:salus:pathogen:VirusVariant;1",
        "@type": "Interface",
        "displayName": "Virus variant",
        "description": "A lineage of a virus and how it spreads; shared knowledge.",
        "scale": "molecule",
        "level": {
          "autonomy": 2, "spatialDetail": "molecule", "temporalDetail": "P7D",
          "updatePeriod": "P7D", "latency": "P14D"
        },
        "contents": [
          {
            "@type": "Property", "name": "pathogen",
            "description": "SNOMED CT code or short name of the organism.", "schema": "string"
          },
          {
            "@type": "Property", "name": "lineage",
            "description": "Name in the nomenclature that is used, such as Pango.",
            "schema": "string"
          },
          {"@type": "Property", "name": "firstSeen", "schema": "date"},
          {"@type": "Property", "name": "parent", "schema": "string"},
          {
            "@type": "Property", "name": "status",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "monitored", "enumValue": "monitored"},
                {"name": "ofInterest", "enumValue": "of-interest"},
                {"name": "ofConcern", "enumValue": "of-concern"},
                {"name": "former", "enumValue": "former"}
              ]
            },
            "writable": true
          },
          {
            "@type": "Property", "name": "basicReproductionNumber",
            "schema": {
              "@type": "Object",
              "fields": [
                {"name": "low", "schema": "double", "ucum": "1"},
                {"name": "median", "schema": "double", "ucum": "1"},
                {"name": "high", "schema": "double", "ucum": "1"}
              ]
            }
          },
          {
            "@type": "Property", "name": "generationInterval",
            "schema": {
              "@type": "Object",
              "fields": [
                {"name": "low", "schema": "double", "ucum": "d"},
                {"name": "median", "schema": "double", "ucum": "d"},
                {"name": "high", "schema": "double", "ucum": "d"}
              ]
            }
          },
          {
            "@type": "Property", "name": "incubation",
            "schema": {
              "@type": "Object",
              "fields": [
                {"name": "low", "schema": "double", "ucum": "d"},
                {"name": "median", "schema": "double", "ucum": "d"},
                {"name": "high", "schema": "double", "ucum": "d"}
              ]
            }
          },
          {
            "@type": "Property", "name": "serialInterval",
            "schema": {
              "@type": "Object",
              "fields": [
                {"name": "low", "schema": "double", "ucum": "d"},
                {"name": "median", "schema": "double", "ucum": "d"},
                {"name": "high", "schema": "double", "ucum": "d"}
              ]
            }
          },
          {
            "@type": "Property", "name": "infectionFatality", "schema": "double", "ucum": "%",
            "plausible": {"low": 0, "high": 100}
          },
          {
            "@type": "Property", "name": "hospitalisationRisk", "schema": "double", "ucum": "%",
            "plausible": {"low": 0, "high": 100}
          },
          {
            "@type": "Property", "name": "immuneEscape",
            "description": "Loss of protection against infection by the vaccine in use.",
            "schema": "double", "ucum": "%", "plausible": {"low": 0, "high": 100}
          },
          {
            "@type": "Property", "name": "mutations",
            "description": "Amino acid changes by gene, such as S:N501Y.",
            "schema": {"@type": "Array", "elementSchema": "string"}
          },
          {
            "@type": "Telemetry", "name": "share", "description": "Share of sequenced cases.",
            "schema": "double", "ucum": "%", "plausible": {"low": 0, "high": 100}
          },
          {"@type": "Telemetry", "name": "growthAdvantage", "schema": "double", "ucum": "%/d"},
          {
            "@type": "Relationship", "name": "descendsFrom",
            "target": "dtmi:salus:pathogen:VirusVariant;1", "maxMultiplicity": 1,
            "writable": true
          },
          {
            "@type": "Relationship", "name": "circulatesIn",
            "target": "dtmi:salus:place:Place;1", "writable": true
          }
        ]
      }
    ]
    """#
}
