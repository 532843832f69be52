extension ShippedTypes {
  /// Hospitals and what is in them.
  static let care = #"""
    [
      {
        "@context": ["dtmi:dtdl:context;3", "dtmi:salus:context;1"],
        "@id": "dtmi:salus:care:Hospital;1",
        "@type": "Interface",
        "displayName": "Hospital",
        "description": "A place where patients are treated in beds.",
        "kind": "organisation",
        "scale": "hospital",
        "level": {
          "autonomy": 4, "spatialDetail": "ward", "temporalDetail": "PT1H",
          "updatePeriod": "PT4H", "latency": "PT30M"
        },
        "codes": ["http://snomed.info/sct|22232009"],
        "contents": [
          {"@type": "Property", "name": "name", "schema": "string", "writable": true},
          {"@type": "Property", "name": "position", "schema": "point"},
          {"@type": "Property", "name": "telephone", "schema": "string", "writable": true},
          {
            "@type": "Property", "name": "catchment",
            "description": "Share of the patients of each place that come here, 0 to 1.",
            "schema": {
              "@type": "Map", "mapKey": {"name": "place", "schema": "string"},
              "mapValue": {"name": "share", "schema": "double"}
            }
          },
          {
            "@type": "Telemetry", "name": "emergencyWait", "schema": "double", "ucum": "min",
            "plausible": {"low": 0, "high": 1440}
          },
          {
            "@type": "Telemetry", "name": "ambulancesWaiting", "schema": "integer",
            "ucum": "{vehicles}", "plausible": {"low": 0}
          },
          {
            "@type": "Telemetry", "name": "oxygenFlow", "schema": "double", "ucum": "L/min",
            "plausible": {"low": 0}
          },
          {
            "@type": "Telemetry", "name": "oxygenStock", "schema": "double", "ucum": "m3",
            "plausible": {"low": 0}
          },
          {
            "@type": "Property", "name": "status",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "open", "enumValue": "open"},
                {"name": "diverting", "enumValue": "diverting"},
                {"name": "closed", "enumValue": "closed"}
              ]
            },
            "writable": true
          },
          {
            "@type": "Telemetry", "name": "beds", "description": "Closed ones too.",
            "schema": "integer", "ucum": "{beds}", "plausible": {"low": 0}
          },
          {
            "@type": "Telemetry", "name": "closed", "schema": "integer", "ucum": "{beds}",
            "plausible": {"low": 0}
          },
          {
            "@type": "Telemetry", "name": "occupied", "schema": "integer", "ucum": "{beds}",
            "plausible": {"low": 0}
          },
          {
            "@type": "Telemetry", "name": "reserved", "description": "Free and promised.",
            "schema": "integer", "ucum": "{beds}", "plausible": {"low": 0}
          },
          {
            "@type": "Telemetry", "name": "ventilated", "schema": "integer",
            "ucum": "{patients}", "plausible": {"low": 0}
          },
          {
            "@type": "Telemetry", "name": "ofOutbreak", "schema": "integer",
            "ucum": "{patients}", "plausible": {"low": 0}
          },
          {
            "@type": "Command", "name": "divert",
            "description": "Asks ambulances to go elsewhere.",
            "request": {"name": "until", "schema": "dateTime"}
          },
          {"@type": "Command", "name": "reopen"},
          {
            "@type": "Relationship", "name": "locatedIn", "target": "dtmi:salus:place:Place;1",
            "maxMultiplicity": 1, "writable": true
          },
          {
            "@type": "Relationship", "name": "partOf",
            "target": "dtmi:salus:organisation:Organisation;1", "maxMultiplicity": 1,
            "writable": true
          },
          {
            "@type": "Relationship", "name": "suppliedBy",
            "target": "dtmi:salus:supply:Depot;1", "writable": true
          }
        ]
      },
      {
        "@context": ["dtmi:dtdl:context;3", "dtmi:salus:context;1"],
        "@id": "dtmi:salus:care:Unit;1",
        "@type": "Interface",
        "displayName": "Unit",
        "description": "A part of a hospital with beds of one kind.",
        "kind": "organisation",
        "scale": "ward",
        "level": {
          "autonomy": 4, "spatialDetail": "ward", "temporalDetail": "PT1H",
          "updatePeriod": "PT4H", "latency": "PT30M"
        },
        "contents": [
          {"@type": "Property", "name": "name", "schema": "string", "writable": true},
          {
            "@type": "Property", "name": "sort",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "ward", "enumValue": "ward"},
                {
                  "name": "icu", "enumValue": "icu",
                  "codes": ["http://snomed.info/sct|309904001"]
                },
                {"name": "emergency", "enumValue": "emergency"},
                {"name": "other", "enumValue": "other"}
              ]
            }
          },
          {"@type": "Property", "name": "isolation", "schema": "boolean"},
          {
            "@type": "Telemetry", "name": "beds", "description": "Closed ones too.",
            "schema": "integer", "ucum": "{beds}", "plausible": {"low": 0}
          },
          {
            "@type": "Telemetry", "name": "closed", "schema": "integer", "ucum": "{beds}",
            "plausible": {"low": 0}
          },
          {
            "@type": "Telemetry", "name": "occupied", "schema": "integer", "ucum": "{beds}",
            "plausible": {"low": 0}
          },
          {
            "@type": "Telemetry", "name": "reserved", "description": "Free and promised.",
            "schema": "integer", "ucum": "{beds}", "plausible": {"low": 0}
          },
          {
            "@type": "Telemetry", "name": "ventilated", "schema": "integer",
            "ucum": "{patients}", "plausible": {"low": 0}
          },
          {
            "@type": "Telemetry", "name": "ofOutbreak", "schema": "integer",
            "ucum": "{patients}", "plausible": {"low": 0}
          },
          {
            "@type": "Command", "name": "openBeds",
            "request": {"name": "count", "schema": "integer", "ucum": "{beds}"}
          },
          {
            "@type": "Command", "name": "closeBeds",
            "request": {"name": "count", "schema": "integer", "ucum": "{beds}"}
          },
          {
            "@type": "Relationship", "name": "partOf", "target": "dtmi:salus:care:Hospital;1",
            "maxMultiplicity": 1, "writable": true
          },
          {
            "@type": "Relationship", "name": "caresFor",
            "target": "dtmi:salus:person:Patient;1", "writable": true
          }
        ]
      },
      {
        "@context": ["dtmi:dtdl:context;3", "dtmi:salus:context;1"],
        "@id": "dtmi:salus:care:Bed;1",
        "@type": "Interface",
        "displayName": "Bed",
        "description": "A place for one patient.",
        "level": {
          "autonomy": 4, "spatialDetail": "person", "temporalDetail": "PT15M",
          "updatePeriod": "PT1H", "latency": "PT5M"
        },
        "contents": [
          {"@type": "Property", "name": "label", "schema": "string"},
          {
            "@type": "Property", "name": "status",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "free", "enumValue": "free"},
                {"name": "occupied", "enumValue": "occupied"},
                {"name": "reserved", "enumValue": "reserved"},
                {"name": "cleaning", "enumValue": "cleaning"},
                {"name": "closed", "enumValue": "closed"}
              ]
            },
            "writable": true
          },
          {
            "@type": "Property", "name": "equipment",
            "schema": {
              "@type": "Array",
              "elementSchema": {
                "@type": "Enum", "valueSchema": "string",
                "enumValues": [
                  {"name": "oxygen", "enumValue": "oxygen"},
                  {"name": "monitor", "enumValue": "monitor"},
                  {"name": "ventilator", "enumValue": "ventilator"},
                  {"name": "negativePressure", "enumValue": "negative-pressure"},
                  {"name": "bariatric", "enumValue": "bariatric"}
                ]
              }
            }
          },
          {
            "@type": "Command", "name": "reserve",
            "request": {"name": "until", "schema": "dateTime"}
          },
          {"@type": "Command", "name": "release"},
          {
            "@type": "Relationship", "name": "partOf", "target": "dtmi:salus:care:Unit;1",
            "maxMultiplicity": 1, "writable": true
          },
          {
            "@type": "Relationship", "name": "occupiedBy",
            "target": "dtmi:salus:person:Patient;1", "maxMultiplicity": 1, "writable": true
          }
        ]
      },
      {
        "@context": ["dtmi:dtdl:context;3", "dtmi:salus:context;1"],
        "@id": "dtmi:salus:care:StaffGroup;1",
        "@type": "Interface",
        "displayName": "Staff group",
        "description": "People of one profession on the shifts of a hospital; counts, no names.",
        "kind": "aggregate",
        "scale": "ward",
        "level": {
          "autonomy": 2, "spatialDetail": "ward", "temporalDetail": "PT8H",
          "updatePeriod": "PT12H", "latency": "PT1H"
        },
        "dataClass": "C1",
        "contents": [
          {
            "@type": "Property", "name": "group",
            "description": "Short name, such as icu-nurse or doctor.", "schema": "string"
          },
          {
            "@type": "Property", "name": "shift",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "day", "enumValue": "day"}, {"name": "night", "enumValue": "night"},
                {"name": "all", "enumValue": "all"}
              ]
            }
          },
          {
            "@type": "Telemetry", "name": "onShift", "schema": "integer", "ucum": "{people}",
            "plausible": {"low": 0}
          },
          {
            "@type": "Telemetry", "name": "absent", "schema": "integer", "ucum": "{people}",
            "plausible": {"low": 0}
          },
          {
            "@type": "Property", "name": "patientsPerMember", "schema": "double",
            "ucum": "{patients}", "plausible": {"low": 0}, "writable": true
          },
          {
            "@type": "Relationship", "name": "worksIn",
            "description": "A hospital or one of its units.", "maxMultiplicity": 1,
            "writable": true
          }
        ]
      },
      {
        "@context": ["dtmi:dtdl:context;3", "dtmi:salus:context;1"],
        "@id": "dtmi:salus:care:Device;1",
        "@type": "Interface",
        "displayName": "Device",
        "description": "A thing that measures or treats: a monitor, a wearable, a ventilator.",
        "level": {
          "autonomy": 1, "spatialDetail": "person", "temporalDetail": "PT1S",
          "updatePeriod": "PT1M", "latency": "PT10S"
        },
        "contents": [
          {"@type": "Property", "name": "title", "schema": "string"},
          {"@type": "Property", "name": "manufacturer", "schema": "string"},
          {"@type": "Property", "name": "model", "schema": "string"},
          {"@type": "Property", "name": "serialNumber", "schema": "string"},
          {
            "@type": "Property", "name": "grade",
            "description": "Readings of consumer devices are marked.",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "medical", "enumValue": "medical"},
                {"name": "consumer", "enumValue": "consumer"}
              ]
            }
          },
          {
            "@type": "Property", "name": "clockOffset",
            "description": "How far its clock is ahead.", "schema": "double", "ucum": "s"
          },
          {
            "@type": "Telemetry", "name": "battery", "schema": "double", "ucum": "%",
            "plausible": {"low": 0, "high": 100}
          },
          {"@type": "Property", "name": "firmware", "schema": "string"},
          {
            "@type": "Property", "name": "status",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "on", "enumValue": "on"}, {"name": "off", "enumValue": "off"},
                {"name": "standby", "enumValue": "standby"},
                {"name": "fault", "enumValue": "fault"}
              ]
            },
            "writable": true
          },
          {
            "@type": "Property", "name": "reportPeriod",
            "description": "Time from one reading to the next.", "schema": "double",
            "ucum": "s", "plausible": {"low": 0.1, "high": 604800}, "writable": true
          },
          {"@type": "Command", "name": "locate"},
          {
            "@type": "Command", "name": "setReportPeriod",
            "request": {"name": "period", "schema": "double", "ucum": "s"}
          },
          {
            "@type": "Relationship", "name": "monitors",
            "target": "dtmi:salus:person:Patient;1", "maxMultiplicity": 1, "writable": true
          },
          {"@type": "Relationship", "name": "locatedIn", "maxMultiplicity": 1, "writable": true},
          {
            "@type": "Relationship", "name": "suppliedBy",
            "target": "dtmi:salus:organisation:Organisation;1", "maxMultiplicity": 1,
            "writable": true
          }
        ]
      }
    ]
    """#
}
