extension ShippedTypes {
  /// What outbreak investigation keeps: cases, contacts, exposures, gatherings, samples, visits.
  static let cases = #"""
    [
      {
        "@context": ["dtmi:dtdl:context;3", "dtmi:salus:context;1"],
        "@id": "dtmi:salus:case:Case;1",
        "@type": "Interface",
        "displayName": "Case",
        "description": "One person's illness with one disease.",
        "kind": "process",
        "scale": "person",
        "level": {
          "autonomy": 2, "spatialDetail": "person", "temporalDetail": "P1D",
          "updatePeriod": "P1D", "latency": "P2D"
        },
        "dataClass": "C3",
        "contents": [
          {
            "@type": "Property", "name": "disease",
            "description": "Short name or SNOMED CT code.", "schema": "string"
          },
          {
            "@type": "Property", "name": "classification",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "notClassified", "enumValue": "not-classified"},
                {"name": "suspect", "enumValue": "suspect"},
                {"name": "probable", "enumValue": "probable"},
                {"name": "confirmed", "enumValue": "confirmed"},
                {"name": "noCase", "enumValue": "no-case"}
              ]
            },
            "writable": true
          },
          {
            "@type": "Property", "name": "clinical",
            "description": "The clinical picture fits.", "schema": "boolean"
          },
          {
            "@type": "Property", "name": "epidemiological",
            "description": "There is a link to another case or a source.", "schema": "boolean"
          },
          {
            "@type": "Property", "name": "laboratory",
            "description": "A laboratory confirmed it.", "schema": "boolean"
          },
          {
            "@type": "Property", "name": "investigation",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "pending", "enumValue": "pending"},
                {"name": "done", "enumValue": "done"},
                {"name": "discarded", "enumValue": "discarded"}
              ]
            },
            "writable": true
          },
          {
            "@type": "Property", "name": "outcome",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "unknown", "enumValue": "unknown"},
                {"name": "recovered", "enumValue": "recovered"},
                {"name": "died", "enumValue": "died"},
                {"name": "stillIll", "enumValue": "still-ill"}
              ]
            }
          },
          {
            "@type": "Property", "name": "infected",
            "description": "As far as it is known: YYYY, YYYY-MM or YYYY-MM-DD.",
            "schema": "string"
          },
          {
            "@type": "Property", "name": "onset",
            "description": "As far as it is known: YYYY, YYYY-MM or YYYY-MM-DD.",
            "schema": "string", "codes": ["http://loinc.org|11368-8"]
          },
          {
            "@type": "Property", "name": "reported",
            "description": "As far as it is known: YYYY, YYYY-MM or YYYY-MM-DD.",
            "schema": "string"
          },
          {
            "@type": "Property", "name": "hospitalised",
            "description": "As far as it is known: YYYY, YYYY-MM or YYYY-MM-DD.",
            "schema": "string"
          },
          {
            "@type": "Property", "name": "ended",
            "description": "As far as it is known: YYYY, YYYY-MM or YYYY-MM-DD.",
            "schema": "string"
          },
          {
            "@type": "Property", "name": "responsiblePlace",
            "description": "The place whose agency answers for the case.", "schema": "string"
          },
          {
            "@type": "Property", "name": "actualPlace", "description": "Where the person is.",
            "schema": "string"
          },
          {"@type": "Property", "name": "hospital", "schema": "string"},
          {"@type": "Property", "name": "outbreak", "schema": "string"},
          {
            "@type": "Property", "name": "latitude", "dataClass": "C4", "schema": "double",
            "ucum": "deg", "plausible": {"low": -90, "high": 90}
          },
          {
            "@type": "Property", "name": "longitude", "dataClass": "C4", "schema": "double",
            "ucum": "deg", "plausible": {"low": -180, "high": 180}
          },
          {
            "@type": "Property", "name": "symptoms", "description": "SNOMED CT codes.",
            "schema": {"@type": "Array", "elementSchema": "string"}
          },
          {
            "@type": "Property", "name": "placeholder",
            "description": "Known only as the source of another's infection.",
            "schema": "boolean"
          },
          {
            "@type": "Relationship", "name": "partOf",
            "description": "The person whose illness it is, and the outbreak.",
            "maxMultiplicity": 2, "writable": true
          },
          {
            "@type": "Relationship", "name": "infectedBy",
            "description": "At most one is accepted at a time; others are alternatives.",
            "target": "dtmi:salus:case:Case;1", "writable": true,
            "properties": [
              {"@type": "Property", "name": "accepted", "schema": "boolean"},
              {
                "@type": "Property", "name": "certainty",
                "schema": {
                  "@type": "Enum", "valueSchema": "string",
                  "enumValues": [
                    {"name": "possible", "enumValue": "possible"},
                    {"name": "probable", "enumValue": "probable"},
                    {"name": "certain", "enumValue": "certain"}
                  ]
                }
              },
              {"@type": "Property", "name": "setting", "schema": "string"},
              {"@type": "Property", "name": "evidence", "schema": "string"},
              {
                "@type": "Property", "name": "weight", "schema": "double",
                "plausible": {"low": 0, "high": 1}
              }
            ]
          },
          {
            "@type": "Relationship", "name": "exposedIn",
            "target": "dtmi:salus:case:Exposure;1", "writable": true
          },
          {
            "@type": "Relationship", "name": "treatedIn",
            "target": "dtmi:salus:care:Hospital;1", "writable": true
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
        "@id": "dtmi:salus:case:Contact;1",
        "@type": "Interface",
        "displayName": "Contact",
        "description": "A person who met a case and is followed up until the incubation is over.",
        "kind": "process",
        "scale": "person",
        "level": {
          "autonomy": 1, "spatialDetail": "person", "temporalDetail": "P1D",
          "updatePeriod": "P1D", "latency": "P1D"
        },
        "dataClass": "C3",
        "contents": [
          {"@type": "Property", "name": "firstContact", "schema": "date"},
          {"@type": "Property", "name": "lastContact", "schema": "date"},
          {
            "@type": "Property", "name": "proximity",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "touched", "enumValue": "touched"},
                {"name": "faceToFace", "enumValue": "face-to-face"},
                {"name": "sameRoom", "enumValue": "same-room"},
                {"name": "samePlace", "enumValue": "same-place"},
                {"name": "materials", "enumValue": "materials"}
              ]
            }
          },
          {"@type": "Property", "name": "category", "schema": "string"},
          {
            "@type": "Property", "name": "classification",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "unconfirmed", "enumValue": "unconfirmed"},
                {"name": "confirmed", "enumValue": "confirmed"},
                {"name": "noContact", "enumValue": "no-contact"}
              ]
            },
            "writable": true
          },
          {
            "@type": "Property", "name": "followUp",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "underFollowUp", "enumValue": "under-follow-up"},
                {"name": "completed", "enumValue": "completed"},
                {"name": "cancelled", "enumValue": "cancelled"},
                {"name": "lost", "enumValue": "lost"},
                {"name": "notNeeded", "enumValue": "not-needed"}
              ]
            },
            "writable": true
          },
          {
            "@type": "Property", "name": "followUpUntil",
            "description": "Last contact and the longest incubation of the disease.",
            "schema": "date"
          },
          {"@type": "Property", "name": "quarantineFrom", "schema": "date"},
          {"@type": "Property", "name": "quarantineTo", "schema": "date"},
          {
            "@type": "Relationship", "name": "partOf", "target": "dtmi:salus:person:Person;1",
            "maxMultiplicity": 1, "writable": true
          },
          {
            "@type": "Relationship", "name": "contactOf", "target": "dtmi:salus:case:Case;1",
            "maxMultiplicity": 1, "writable": true
          },
          {
            "@type": "Relationship", "name": "resultingCase",
            "target": "dtmi:salus:case:Case;1", "maxMultiplicity": 1, "writable": true
          }
        ]
      },
      {
        "@context": ["dtmi:dtdl:context;3", "dtmi:salus:context;1"],
        "@id": "dtmi:salus:case:Exposure;1",
        "@type": "Interface",
        "displayName": "Exposure",
        "description": "Something that may have infected a person.",
        "kind": "process",
        "scale": "person",
        "level": {
          "autonomy": 0, "spatialDetail": "person", "temporalDetail": "PT1H",
          "updatePeriod": "P1D", "latency": "P3D"
        },
        "dataClass": "C3",
        "contents": [
          {
            "@type": "Property", "name": "sort",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "person", "enumValue": "person"},
                {"name": "gathering", "enumValue": "gathering"},
                {"name": "animal", "enumValue": "animal"},
                {"name": "food", "enumValue": "food"}, {"name": "water", "enumValue": "water"},
                {"name": "healthcare", "enumValue": "healthcare"},
                {"name": "travel", "enumValue": "travel"},
                {"name": "laboratory", "enumValue": "laboratory"},
                {"name": "other", "enumValue": "other"}
              ]
            }
          },
          {"@type": "Property", "name": "from", "schema": "dateTime"},
          {"@type": "Property", "name": "to", "schema": "dateTime"},
          {"@type": "Property", "name": "setting", "schema": "string"},
          {"@type": "Property", "name": "position", "dataClass": "C4", "schema": "point"},
          {
            "@type": "Property", "name": "protection",
            "description": "What the person wore or did against it.",
            "schema": {"@type": "Array", "elementSchema": "string"}
          },
          {
            "@type": "Property", "name": "certainty",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "possible", "enumValue": "possible"},
                {"name": "probable", "enumValue": "probable"},
                {"name": "certain", "enumValue": "certain"}
              ]
            },
            "writable": true
          },
          {
            "@type": "Relationship", "name": "partOf", "target": "dtmi:salus:person:Person;1",
            "maxMultiplicity": 1, "writable": true
          },
          {
            "@type": "Relationship", "name": "atGathering",
            "target": "dtmi:salus:case:Gathering;1", "maxMultiplicity": 1, "writable": true
          },
          {
            "@type": "Relationship", "name": "locatedIn", "target": "dtmi:salus:place:Place;1",
            "maxMultiplicity": 1, "writable": true
          }
        ]
      },
      {
        "@context": ["dtmi:dtdl:context;3", "dtmi:salus:context;1"],
        "@id": "dtmi:salus:case:Gathering;1",
        "@type": "Interface",
        "displayName": "Gathering",
        "description": "An event at which people met: a wedding, a flight, a shift.",
        "kind": "process",
        "level": {"autonomy": 0, "spatialDetail": "household", "temporalDetail": "PT1H"},
        "dataClass": "C3",
        "contents": [
          {"@type": "Property", "name": "title", "schema": "string"},
          {
            "@type": "Property", "name": "sort",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "private", "enumValue": "private"},
                {"name": "funeral", "enumValue": "funeral"},
                {"name": "worship", "enumValue": "worship"},
                {"name": "school", "enumValue": "school"},
                {"name": "work", "enumValue": "work"},
                {"name": "transport", "enumValue": "transport"},
                {"name": "sport", "enumValue": "sport"},
                {"name": "culture", "enumValue": "culture"},
                {"name": "healthcare", "enumValue": "healthcare"},
                {"name": "other", "enumValue": "other"}
              ]
            }
          },
          {"@type": "Property", "name": "from", "schema": "dateTime"},
          {"@type": "Property", "name": "to", "schema": "dateTime"},
          {"@type": "Property", "name": "position", "schema": "point"},
          {
            "@type": "Property", "name": "attendance", "schema": "integer", "ucum": "{people}",
            "plausible": {"low": 1}
          },
          {"@type": "Property", "name": "indoors", "schema": "boolean"},
          {
            "@type": "Property", "name": "ventilation",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "good", "enumValue": "good"}, {"name": "poor", "enumValue": "poor"},
                {"name": "unknown", "enumValue": "unknown"}
              ]
            }
          },
          {
            "@type": "Property", "name": "risk",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "low", "enumValue": "low"},
                {"name": "moderate", "enumValue": "moderate"},
                {"name": "high", "enumValue": "high"},
                {"name": "unknown", "enumValue": "unknown"}
              ]
            },
            "writable": true
          },
          {
            "@type": "Relationship", "name": "locatedIn", "target": "dtmi:salus:place:Place;1",
            "maxMultiplicity": 1, "writable": true
          },
          {
            "@type": "Relationship", "name": "heldBy",
            "target": "dtmi:salus:organisation:Organisation;1", "writable": true
          }
        ]
      },
      {
        "@context": ["dtmi:dtdl:context;3", "dtmi:salus:context;1"],
        "@id": "dtmi:salus:case:Sample;1",
        "@type": "Interface",
        "displayName": "Sample",
        "description": "Material taken from a person or a place, and what a laboratory found.",
        "scale": "molecule",
        "level": {
          "autonomy": 0, "spatialDetail": "molecule", "temporalDetail": "PT1H",
          "updatePeriod": "P1D", "latency": "P2D"
        },
        "dataClass": "C3",
        "codes": ["http://snomed.info/sct|123038009"],
        "contents": [
          {
            "@type": "Property", "name": "specimen",
            "description": "SNOMED CT code or short name of the material.", "schema": "string",
            "codes": ["http://loinc.org|31208-2"]
          },
          {
            "@type": "Property", "name": "taken", "schema": "dateTime",
            "codes": ["http://loinc.org|33882-2"]
          },
          {"@type": "Property", "name": "received", "schema": "dateTime"},
          {"@type": "Property", "name": "reported", "schema": "dateTime"},
          {
            "@type": "Property", "name": "test", "description": "LOINC code of the test.",
            "schema": "string"
          },
          {
            "@type": "Property", "name": "result",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "pending", "enumValue": "pending"},
                {"name": "positive", "enumValue": "positive"},
                {"name": "negative", "enumValue": "negative"},
                {"name": "indeterminate", "enumValue": "indeterminate"},
                {"name": "invalid", "enumValue": "invalid"}
              ]
            },
            "writable": true
          },
          {
            "@type": "Property", "name": "cycleThreshold", "schema": "double",
            "ucum": "{cycles}", "plausible": {"low": 5, "high": 50}
          },
          {"@type": "Property", "name": "laboratoryNumber", "schema": "string"},
          {
            "@type": "Property", "name": "genome",
            "description": "Accession number of the sequence.", "schema": "string"
          },
          {
            "@type": "Relationship", "name": "takenFrom",
            "description": "A person, a case or a place.", "maxMultiplicity": 1,
            "writable": true
          },
          {
            "@type": "Relationship", "name": "testedBy",
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
        "@id": "dtmi:salus:case:Visit;1",
        "@type": "Interface",
        "displayName": "Visit",
        "description": "A follow-up of a contact or a case on one day.",
        "kind": "process",
        "scale": "person",
        "level": {
          "autonomy": 1, "spatialDetail": "person", "temporalDetail": "P1D",
          "updatePeriod": "P1D", "latency": "P1D"
        },
        "dataClass": "C3",
        "contents": [
          {"@type": "Property", "name": "due", "schema": "date"},
          {"@type": "Property", "name": "done", "schema": "dateTime"},
          {
            "@type": "Property", "name": "way",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "telephone", "enumValue": "telephone"},
                {"name": "home", "enumValue": "home"}, {"name": "video", "enumValue": "video"},
                {"name": "message", "enumValue": "message"},
                {"name": "clinic", "enumValue": "clinic"}
              ]
            }
          },
          {
            "@type": "Property", "name": "result",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "planned", "enumValue": "planned"},
                {"name": "well", "enumValue": "well"},
                {"name": "symptoms", "enumValue": "symptoms"},
                {"name": "notReached", "enumValue": "not-reached"},
                {"name": "refused", "enumValue": "refused"},
                {"name": "moved", "enumValue": "moved"}
              ]
            },
            "writable": true
          },
          {
            "@type": "Property", "name": "bodyTemperature", "schema": "double", "ucum": "Cel",
            "codes": ["http://loinc.org|8310-5", "http://snomed.info/sct|386725007"],
            "plausible": {"low": 30, "high": 43}
          },
          {
            "@type": "Property", "name": "symptoms", "description": "SNOMED CT codes.",
            "schema": {"@type": "Array", "elementSchema": "string"}
          },
          {"@type": "Property", "name": "note", "schema": "string"},
          {
            "@type": "Command", "name": "assign",
            "request": {"name": "officer", "schema": "string"}
          },
          {
            "@type": "Relationship", "name": "visits", "description": "A contact or a case.",
            "maxMultiplicity": 1, "writable": true
          },
          {
            "@type": "Relationship", "name": "doneBy",
            "target": "dtmi:salus:organisation:Organisation;1", "maxMultiplicity": 1,
            "writable": true
          }
        ]
      }
    ]
    """#
}
