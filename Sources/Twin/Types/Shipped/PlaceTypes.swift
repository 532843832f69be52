extension ShippedTypes {
  /// Parts of the world and the people in them, seen from far enough that nobody is told apart.
  static let places = #"""
    [
      {
        "@context": ["dtmi:dtdl:context;3", "dtmi:salus:context;1"],
        "@id": "dtmi:salus:place:Place;1",
        "@type": "Interface",
        "displayName": "Place",
        "description": "A part of the world that reports are about.",
        "kind": "aggregate",
        "dataClass": "C1",
        "contents": [
          {"@type": "Property", "name": "name", "schema": "string", "writable": true},
          {
            "@type": "Property", "name": "population", "schema": "long", "ucum": "{people}",
            "plausible": {"low": 0}
          },
          {"@type": "Property", "name": "area", "schema": "double", "ucum": "km2"},
          {"@type": "Property", "name": "centre", "schema": "point"},
          {
            "@type": "Property", "name": "timeZone", "schema": "string",
            "description": "IANA name of the zone whose days, shifts and deadlines are local here."
          },
          {
            "@type": "Property", "name": "codes",
            "description": "Other names by system, such as fips or iso3166.",
            "schema": {
              "@type": "Map", "mapKey": {"name": "system", "schema": "string"},
              "mapValue": {"name": "code", "schema": "string"}
            }
          },
          {
            "@type": "Telemetry", "name": "incidence", "schema": "double",
            "ucum": "{cases}/wk", "plausible": {"low": 0},
            "description": "New cases that were reported."
          },
          {
            "@type": "Telemetry", "name": "admissions", "schema": "double",
            "ucum": "{admissions}/d", "plausible": {"low": 0}
          },
          {
            "@type": "Telemetry", "name": "deaths", "schema": "double",
            "ucum": "{deaths}/d", "plausible": {"low": 0}
          },
          {
            "@type": "Telemetry", "name": "effectiveReproductionNumber", "schema": "double",
            "ucum": "1", "plausible": {"low": 0, "high": 20}
          },
          {
            "@type": "Telemetry", "name": "vaccinated", "schema": "double", "ucum": "%",
            "plausible": {"low": 0, "high": 100},
            "description": "Residents with a complete course."
          },
          {
            "@type": "Relationship", "name": "partOf", "maxMultiplicity": 1,
            "target": "dtmi:salus:place:Place;1", "writable": true
          }
        ]
      },
      {
        "@context": ["dtmi:dtdl:context;3", "dtmi:salus:context;1"],
        "@id": "dtmi:salus:place:Nation;1",
        "@type": "Interface",
        "displayName": "Nation",
        "extends": ["dtmi:salus:place:Place;1"],
        "kind": "aggregate",
        "scale": "nation",
        "dataClass": "C1",
        "level": {
          "autonomy": 3, "spatialDetail": "district", "temporalDetail": "P7D",
          "updatePeriod": "P7D", "latency": "P10D"
        },
        "contents": [
          {
            "@type": "Property", "name": "alertLevel", "writable": true,
            "description": "I is the gravest; none where no warning is in force.",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "none", "enumValue": "none"}, {"name": "gradeIV", "enumValue": "IV"},
                {"name": "gradeIII", "enumValue": "III"}, {"name": "gradeII", "enumValue": "II"},
                {"name": "gradeI", "enumValue": "I"}
              ]
            }
          }
        ]
      },
      {
        "@context": ["dtmi:dtdl:context;3", "dtmi:salus:context;1"],
        "@id": "dtmi:salus:place:Region;1",
        "@type": "Interface",
        "displayName": "Region",
        "description": "A state, province, county or district: what one health agency answers for.",
        "extends": ["dtmi:salus:place:Place;1"],
        "kind": "aggregate",
        "scale": "district",
        "dataClass": "C1",
        "level": {
          "autonomy": 4, "spatialDetail": "ward", "temporalDetail": "P1D",
          "updatePeriod": "P1D", "latency": "P2D"
        },
        "contents": [
          {
            "@type": "Property", "name": "alertLevel", "writable": true,
            "description": "I is the gravest; none where no warning is in force.",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "none", "enumValue": "none"}, {"name": "gradeIV", "enumValue": "IV"},
                {"name": "gradeIII", "enumValue": "III"}, {"name": "gradeII", "enumValue": "II"},
                {"name": "gradeI", "enumValue": "I"}
              ]
            }
          },
          {
            "@type": "Telemetry", "name": "positiveTests", "schema": "double", "ucum": "%",
            "plausible": {"low": 0, "high": 100}
          },
          {
            "@type": "Telemetry", "name": "wastewaterConcentration", "schema": "double",
            "ucum": "{copies}/L", "plausible": {"low": 0}
          }
        ]
      },
      {
        "@context": ["dtmi:dtdl:context;3", "dtmi:salus:context;1"],
        "@id": "dtmi:salus:place:District;1",
        "@type": "Interface",
        "displayName": "District",
        "description": "A part of a region between it and its wards: a city or a county.",
        "extends": ["dtmi:salus:place:Place;1"],
        "kind": "aggregate",
        "scale": "city",
        "dataClass": "C1",
        "level": {
          "autonomy": 3, "spatialDetail": "ward", "temporalDetail": "P1D",
          "updatePeriod": "P1D", "latency": "P2D"
        },
        "contents": [
          {"@type": "Property", "name": "outline", "schema": "multiPolygon"},
          {
            "@type": "Property", "name": "isVulnerable", "schema": "boolean", "writable": true,
            "description": "Its share of what is scarce has a floor of its own."
          }
        ]
      },
      {
        "@context": ["dtmi:dtdl:context;3", "dtmi:salus:context;1"],
        "@id": "dtmi:salus:place:Ward;1",
        "@type": "Interface",
        "displayName": "Ward",
        "description": "The smallest part of a region that reports are published for.",
        "extends": ["dtmi:salus:place:Place;1"],
        "kind": "aggregate",
        "scale": "ward",
        "dataClass": "C1",
        "level": {
          "autonomy": 2, "spatialDetail": "ward", "temporalDetail": "P1D",
          "updatePeriod": "P1D", "latency": "P3D"
        },
        "contents": [
          {"@type": "Property", "name": "outline", "schema": "multiPolygon"},
          {"@type": "Property", "name": "households", "schema": "long", "ucum": "{households}"}
        ]
      }
    ]
    """#

  /// Who answers for something.
  static let organisations = #"""
    [
      {
        "@context": ["dtmi:dtdl:context;3", "dtmi:salus:context;1"],
        "@id": "dtmi:salus:organisation:Organisation;1",
        "@type": "Interface",
        "displayName": "Organisation",
        "description": "An agency, hospital trust, laboratory or company.",
        "kind": "organisation",
        "level": {"autonomy": 0},
        "contents": [
          {"@type": "Property", "name": "name", "schema": "string", "writable": true},
          {
            "@type": "Property", "name": "sort", "writable": true,
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "healthAgency", "enumValue": "health-agency"},
                {"name": "hospitalTrust", "enumValue": "hospital-trust"},
                {"name": "laboratory", "enumValue": "laboratory"},
                {"name": "emergencyService", "enumValue": "emergency-service"},
                {"name": "supplier", "enumValue": "supplier"},
                {"name": "school", "enumValue": "school"},
                {"name": "employer", "enumValue": "employer"},
                {"name": "other", "enumValue": "other"}
              ]
            }
          },
          {
            "@type": "Property", "name": "identifiers",
            "description": "Registered numbers by system.",
            "schema": {
              "@type": "Map", "mapKey": {"name": "system", "schema": "string"},
              "mapValue": {"name": "identifier", "schema": "string"}
            }
          },
          {"@type": "Property", "name": "telephone", "schema": "string", "writable": true},
          {"@type": "Property", "name": "email", "schema": "string", "writable": true},
          {
            "@type": "Relationship", "name": "partOf", "maxMultiplicity": 1,
            "target": "dtmi:salus:organisation:Organisation;1", "writable": true
          },
          {
            "@type": "Relationship", "name": "answersFor", "writable": true,
            "description": "The places of its jurisdiction.",
            "target": "dtmi:salus:place:Place;1"
          },
          {
            "@type": "Relationship", "name": "locatedIn", "writable": true,
            "target": "dtmi:salus:place:Place;1"
          }
        ]
      }
    ]
    """#
}
