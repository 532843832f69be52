extension ShippedTypes {
  /// What is stored and carried.
  static let supplies = #"""
    [
      {
        "@context": ["dtmi:dtdl:context;3", "dtmi:salus:context;1"],
        "@id": "dtmi:salus:supply:Depot;1",
        "@type": "Interface",
        "displayName": "Depot",
        "description": "A store that hospitals are supplied from.",
        "kind": "organisation",
        "scale": "hospital",
        "level": {
          "autonomy": 4, "spatialDetail": "hospital", "temporalDetail": "P1D",
          "updatePeriod": "P1D", "latency": "PT1H"
        },
        "contents": [
          {"@type": "Property", "name": "name", "schema": "string", "writable": true},
          {"@type": "Property", "name": "position", "schema": "point"},
          {
            "@type": "Property", "name": "space", "schema": "double", "ucum": "m3",
            "plausible": {"low": 0}
          },
          {
            "@type": "Telemetry", "name": "used", "schema": "double", "ucum": "m3",
            "plausible": {"low": 0}
          },
          {
            "@type": "Property", "name": "status",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "open", "enumValue": "open"}, {"name": "closed", "enumValue": "closed"}
              ]
            },
            "writable": true
          },
          {
            "@type": "Relationship", "name": "locatedIn", "target": "dtmi:salus:place:Place;1",
            "maxMultiplicity": 1, "writable": true
          },
          {
            "@type": "Relationship", "name": "partOf",
            "target": "dtmi:salus:organisation:Organisation;1", "maxMultiplicity": 1,
            "writable": true
          }
        ]
      },
      {
        "@context": ["dtmi:dtdl:context;3", "dtmi:salus:context;1"],
        "@id": "dtmi:salus:supply:StockItem;1",
        "@type": "Interface",
        "displayName": "Stock item",
        "description": "One kind of thing at one hospital or depot.",
        "level": {
          "autonomy": 4, "spatialDetail": "hospital", "temporalDetail": "P1D",
          "updatePeriod": "P1D", "latency": "PT6H"
        },
        "contents": [
          {
            "@type": "Property", "name": "item", "description": "Short name, such as mask.",
            "schema": "string"
          },
          {"@type": "Property", "name": "title", "schema": "string"},
          {
            "@type": "Property", "name": "category",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "equipment", "enumValue": "equipment"},
                {"name": "protective", "enumValue": "protective"},
                {"name": "oxygen", "enumValue": "oxygen"},
                {"name": "medicine", "enumValue": "medicine"},
                {"name": "bed", "enumValue": "bed"}, {"name": "test", "enumValue": "test"},
                {"name": "other", "enumValue": "other"}
              ]
            }
          },
          {"@type": "Property", "name": "reusable", "schema": "boolean"},
          {
            "@type": "Property", "name": "countedIn",
            "description": "UCUM unit in which quantities are counted, such as {mask} or m3.",
            "schema": "string"
          },
          {
            "@type": "Property", "name": "volume", "description": "Space that one takes.",
            "schema": "double", "ucum": "m3", "plausible": {"low": 0}
          },
          {
            "@type": "Telemetry", "name": "quantity",
            "description": "In the unit of countedIn.", "schema": "double",
            "plausible": {"low": 0}
          },
          {
            "@type": "Telemetry", "name": "lots",
            "schema": {
              "@type": "Array",
              "elementSchema": {
                "@type": "Object",
                "fields": [
                  {"name": "lot", "schema": "string"}, {"name": "quantity", "schema": "double"},
                  {"name": "expires", "schema": "date"}
                ]
              }
            }
          },
          {
            "@type": "Telemetry", "name": "usedPerDay",
            "description": "In the unit of countedIn.", "schema": "double",
            "plausible": {"low": 0}
          },
          {
            "@type": "Telemetry", "name": "daysOfCover", "schema": "double", "ucum": "d",
            "plausible": {"low": 0}
          },
          {
            "@type": "Property", "name": "reorderPoint", "schema": "double",
            "plausible": {"low": 0}, "writable": true
          },
          {
            "@type": "Property", "name": "floor", "description": "What is not given away.",
            "schema": "double", "plausible": {"low": 0}, "writable": true
          },
          {
            "@type": "Command", "name": "order",
            "request": {"name": "quantity", "schema": "double"}
          },
          {
            "@type": "Relationship", "name": "locatedIn",
            "description": "A hospital or a depot.", "maxMultiplicity": 1, "writable": true
          },
          {
            "@type": "Relationship", "name": "suppliedBy",
            "target": "dtmi:salus:organisation:Organisation;1", "writable": true
          }
        ]
      },
      {
        "@context": ["dtmi:dtdl:context;3", "dtmi:salus:context;1"],
        "@id": "dtmi:salus:supply:Vehicle;1",
        "@type": "Interface",
        "displayName": "Vehicle",
        "description": "An ambulance, van or lorry.",
        "level": {
          "autonomy": 4, "spatialDetail": "person", "temporalDetail": "PT1M",
          "updatePeriod": "PT1M", "latency": "PT10S"
        },
        "contents": [
          {"@type": "Property", "name": "name", "schema": "string", "writable": true},
          {
            "@type": "Property", "name": "sort",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "ambulance", "enumValue": "ambulance"},
                {"name": "van", "enumValue": "van"}, {"name": "lorry", "enumValue": "lorry"},
                {"name": "helicopter", "enumValue": "helicopter"},
                {"name": "other", "enumValue": "other"}
              ]
            }
          },
          {
            "@type": "Property", "name": "capacity", "description": "Load space.",
            "schema": "double", "ucum": "m3", "plausible": {"low": 0}
          },
          {
            "@type": "Property", "name": "stretchers", "schema": "integer",
            "ucum": "{patients}", "plausible": {"low": 0, "high": 20}
          },
          {
            "@type": "Property", "name": "status",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "free", "enumValue": "free"}, {"name": "busy", "enumValue": "busy"},
                {"name": "outOfService", "enumValue": "outOfService"}
              ]
            },
            "writable": true
          },
          {"@type": "Telemetry", "name": "position", "schema": "point"},
          {
            "@type": "Telemetry", "name": "speed", "schema": "double", "ucum": "km/h",
            "plausible": {"low": 0, "high": 300}
          },
          {
            "@type": "Telemetry", "name": "fuel", "schema": "double", "ucum": "%",
            "plausible": {"low": 0, "high": 100}
          },
          {
            "@type": "Telemetry", "name": "cargoTemperature", "schema": "double", "ucum": "Cel",
            "plausible": {"low": -90, "high": 60}
          },
          {
            "@type": "Command", "name": "dispatch",
            "request": {"name": "to", "schema": "string"},
            "response": {"name": "arrival", "schema": "dateTime"}
          },
          {"@type": "Command", "name": "recall"},
          {
            "@type": "Relationship", "name": "basedAt", "description": "A depot or a hospital.",
            "maxMultiplicity": 1, "writable": true
          },
          {
            "@type": "Relationship", "name": "partOf",
            "target": "dtmi:salus:organisation:Organisation;1", "maxMultiplicity": 1,
            "writable": true
          }
        ]
      }
    ]
    """#
}
