extension ShippedTypes {
  /// What surrounds cases: outbreaks, tasks, doses, journeys and stays.
  static let outbreaks = #"""
    [
      {
        "@context": ["dtmi:dtdl:context;3", "dtmi:salus:context;1"],
        "@id": "dtmi:salus:case:Outbreak;1",
        "@type": "Interface",
        "displayName": "Outbreak",
        "description": "Cases of one disease that belong together by place and time.",
        "kind": "aggregate",
        "scale": "district",
        "level": {
          "autonomy": 3, "spatialDetail": "ward", "temporalDetail": "P1D",
          "updatePeriod": "P1D", "latency": "P1D"
        },
        "dataClass": "C1",
        "contents": [
          {"@type": "Property", "name": "title", "schema": "string"},
          {"@type": "Property", "name": "disease", "schema": "string"},
          {"@type": "Property", "name": "began", "schema": "date"},
          {"@type": "Property", "name": "ended", "schema": "date"},
          {
            "@type": "Property", "name": "status",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "suspected", "enumValue": "suspected"},
                {"name": "declared", "enumValue": "declared"},
                {"name": "over", "enumValue": "over"}
              ]
            },
            "writable": true
          },
          {
            "@type": "Telemetry", "name": "cases", "schema": "long", "ucum": "{cases}",
            "plausible": {"low": 0}
          },
          {
            "@type": "Telemetry", "name": "deaths", "schema": "long", "ucum": "{deaths}",
            "plausible": {"low": 0}
          },
          {
            "@type": "Telemetry", "name": "contactsUnderFollowUp", "schema": "long",
            "ucum": "{contacts}", "plausible": {"low": 0}
          },
          {
            "@type": "Relationship", "name": "locatedIn", "target": "dtmi:salus:place:Place;1",
            "writable": true
          },
          {
            "@type": "Relationship", "name": "ledBy",
            "target": "dtmi:salus:organisation:Organisation;1", "maxMultiplicity": 1,
            "writable": true
          },
          {
            "@type": "Relationship", "name": "ofVariant",
            "target": "dtmi:salus:pathogen:VirusVariant;1", "maxMultiplicity": 1,
            "writable": true
          }
        ]
      },
      {
        "@context": ["dtmi:dtdl:context;3", "dtmi:salus:context;1"],
        "@id": "dtmi:salus:case:Task;1",
        "@type": "Interface",
        "displayName": "Task",
        "description": "Something that somebody has to do by a day.",
        "kind": "process",
        "level": {"autonomy": 0, "temporalDetail": "P1D"},
        "dataClass": "C3",
        "contents": [
          {"@type": "Property", "name": "title", "schema": "string"},
          {
            "@type": "Property", "name": "sort",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "followUp", "enumValue": "follow-up"},
                {"name": "interview", "enumValue": "interview"},
                {"name": "sample", "enumValue": "sample"},
                {"name": "order", "enumValue": "order"},
                {"name": "review", "enumValue": "review"},
                {"name": "other", "enumValue": "other"}
              ]
            }
          },
          {"@type": "Property", "name": "due", "schema": "date"},
          {"@type": "Property", "name": "done", "schema": "dateTime"},
          {
            "@type": "Property", "name": "status",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "open", "enumValue": "open"},
                {"name": "underWay", "enumValue": "under-way"},
                {"name": "done", "enumValue": "done"},
                {"name": "cancelled", "enumValue": "cancelled"}
              ]
            },
            "writable": true
          },
          {
            "@type": "Property", "name": "priority",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "low", "enumValue": "low"}, {"name": "normal", "enumValue": "normal"},
                {"name": "high", "enumValue": "high"}
              ]
            },
            "writable": true
          },
          {"@type": "Property", "name": "note", "schema": "string"},
          {"@type": "Relationship", "name": "about", "maxMultiplicity": 1, "writable": true},
          {
            "@type": "Relationship", "name": "assignedTo",
            "target": "dtmi:salus:organisation:Organisation;1", "maxMultiplicity": 1,
            "writable": true
          }
        ]
      },
      {
        "@context": ["dtmi:dtdl:context;3", "dtmi:salus:context;1"],
        "@id": "dtmi:salus:case:Immunization;1",
        "@type": "Interface",
        "displayName": "Immunization",
        "description": "A dose that a person was given.",
        "kind": "process",
        "scale": "person",
        "level": {"autonomy": 0, "spatialDetail": "person", "temporalDetail": "P1D"},
        "dataClass": "C3",
        "contents": [
          {
            "@type": "Property", "name": "vaccine", "description": "CVX or SNOMED CT code.",
            "schema": "string"
          },
          {
            "@type": "Property", "name": "date",
            "description": "As far as it is known: YYYY, YYYY-MM or YYYY-MM-DD.",
            "schema": "string"
          },
          {
            "@type": "Property", "name": "dose", "schema": "integer",
            "plausible": {"low": 1, "high": 20}
          },
          {"@type": "Property", "name": "lot", "schema": "string"},
          {
            "@type": "Relationship", "name": "partOf", "target": "dtmi:salus:person:Person;1",
            "maxMultiplicity": 1, "writable": true
          },
          {
            "@type": "Relationship", "name": "givenBy",
            "target": "dtmi:salus:organisation:Organisation;1", "maxMultiplicity": 1,
            "writable": true
          }
        ]
      },
      {
        "@context": ["dtmi:dtdl:context;3", "dtmi:salus:context;1"],
        "@id": "dtmi:salus:case:TravelEntry;1",
        "@type": "Interface",
        "displayName": "Travel entry",
        "description": "A journey of a person across a border or between regions.",
        "kind": "process",
        "scale": "person",
        "level": {"autonomy": 0, "spatialDetail": "city", "temporalDetail": "P1D"},
        "dataClass": "C3",
        "contents": [
          {"@type": "Property", "name": "from", "schema": "string"},
          {"@type": "Property", "name": "to", "schema": "string"},
          {
            "@type": "Property", "name": "departed",
            "description": "As far as it is known: YYYY, YYYY-MM or YYYY-MM-DD.",
            "schema": "string"
          },
          {
            "@type": "Property", "name": "arrived",
            "description": "As far as it is known: YYYY, YYYY-MM or YYYY-MM-DD.",
            "schema": "string"
          },
          {"@type": "Property", "name": "carrier", "schema": "string"},
          {"@type": "Property", "name": "seat", "schema": "string"},
          {
            "@type": "Property", "name": "means",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "flight", "enumValue": "flight"},
                {"name": "train", "enumValue": "train"}, {"name": "ship", "enumValue": "ship"},
                {"name": "road", "enumValue": "road"}, {"name": "other", "enumValue": "other"}
              ]
            }
          },
          {
            "@type": "Relationship", "name": "partOf", "target": "dtmi:salus:person:Person;1",
            "maxMultiplicity": 1, "writable": true
          }
        ]
      },
      {
        "@context": ["dtmi:dtdl:context;3", "dtmi:salus:context;1"],
        "@id": "dtmi:salus:case:Hospitalisation;1",
        "@type": "Interface",
        "displayName": "Hospitalisation",
        "description": "A stay of a case in a hospital.",
        "kind": "process",
        "scale": "person",
        "level": {"autonomy": 0, "spatialDetail": "hospital", "temporalDetail": "P1D"},
        "dataClass": "C3",
        "contents": [
          {
            "@type": "Property", "name": "admitted",
            "description": "As far as it is known: YYYY, YYYY-MM or YYYY-MM-DD.",
            "schema": "string"
          },
          {
            "@type": "Property", "name": "discharged",
            "description": "As far as it is known: YYYY, YYYY-MM or YYYY-MM-DD.",
            "schema": "string"
          },
          {"@type": "Property", "name": "reason", "schema": "string"},
          {"@type": "Property", "name": "intensiveCare", "schema": "boolean"},
          {"@type": "Property", "name": "ventilated", "schema": "boolean"},
          {
            "@type": "Property", "name": "outcome",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "inHospital", "enumValue": "in-hospital"},
                {"name": "discharged", "enumValue": "discharged"},
                {"name": "transferred", "enumValue": "transferred"},
                {"name": "died", "enumValue": "died"},
                {"name": "unknown", "enumValue": "unknown"}
              ]
            }
          },
          {
            "@type": "Relationship", "name": "partOf", "target": "dtmi:salus:case:Case;1",
            "maxMultiplicity": 1, "writable": true
          },
          {
            "@type": "Relationship", "name": "locatedIn",
            "target": "dtmi:salus:care:Hospital;1", "maxMultiplicity": 1, "writable": true
          }
        ]
      }
    ]
    """#
}
