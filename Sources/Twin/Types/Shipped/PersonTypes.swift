extension ShippedTypes {
  /// Human beings, one by one and where they live.
  static let persons = #"""
    [
      {
        "@context": ["dtmi:dtdl:context;3", "dtmi:salus:context;1"],
        "@id": "dtmi:salus:person:Person;1",
        "@type": "Interface",
        "displayName": "Person",
        "description": "A human being. Never told apart by name outside a grant.",
        "scale": "person",
        "level": {
          "autonomy": 1, "spatialDetail": "person", "temporalDetail": "P1D",
          "updatePeriod": "P1D", "latency": "P1D"
        },
        "dataClass": "C3",
        "codes": ["http://snomed.info/sct|125676002"],
        "contents": [
          {
            "@type": "Property", "name": "given", "description": "Given names.",
            "schema": "string"
          },
          {"@type": "Property", "name": "family", "schema": "string"},
          {
            "@type": "Property", "name": "birthDate",
            "description": "YYYY, YYYY-MM or YYYY-MM-DD, as far as it is known.",
            "schema": "string",
            "codes": ["http://loinc.org|21112-8", "http://snomed.info/sct|184099003"]
          },
          {
            "@type": "Property", "name": "birthYears",
            "description": "First and last possible year where the date is unknown.",
            "schema": {"@type": "Array", "elementSchema": "integer"}
          },
          {
            "@type": "Property", "name": "sex",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {
                  "name": "female", "enumValue": "female",
                  "codes": ["http://snomed.info/sct|248152002"]
                },
                {
                  "name": "male", "enumValue": "male",
                  "codes": ["http://snomed.info/sct|248153007"]
                },
                {"name": "other", "enumValue": "other"},
                {"name": "unknown", "enumValue": "unknown"}
              ]
            },
            "codes": ["http://loinc.org|46098-0"]
          },
          {"@type": "Property", "name": "phone", "schema": "string", "writable": true},
          {
            "@type": "Property", "name": "address", "schema": "string",
            "codes": ["http://loinc.org|56799-0"], "writable": true
          },
          {
            "@type": "Property", "name": "place",
            "description": "Where the person lives: name or code of the place.",
            "schema": "string", "writable": true
          },
          {
            "@type": "Property", "name": "identifiers",
            "description": "Numbers given by registers, one per system.",
            "schema": {
              "@type": "Array",
              "elementSchema": {
                "@type": "Object",
                "fields": [
                  {"name": "system", "schema": "string"}, {"name": "value", "schema": "string"}
                ]
              }
            }
          },
          {"@type": "Property", "name": "occupation", "schema": "string", "writable": true},
          {
            "@type": "Property", "name": "language",
            "description": "BCP 47 tag of the language to speak with the person.",
            "schema": "string", "writable": true
          },
          {"@type": "Property", "name": "deceased", "schema": "boolean"},
          {
            "@type": "Property", "name": "deathDate", "description": "As far as it is known.",
            "schema": "string"
          },
          {
            "@type": "Property", "name": "vaccinations",
            "schema": {
              "@type": "Array",
              "elementSchema": {
                "@type": "Object",
                "fields": [
                  {"name": "product", "schema": "string"}, {"name": "date", "schema": "string"},
                  {"name": "dose", "schema": "integer"}, {"name": "lot", "schema": "string"}
                ]
              }
            }
          },
          {
            "@type": "Property", "name": "position",
            "description": "Where the person was last seen to be.", "dataClass": "C4",
            "schema": "point"
          },
          {
            "@type": "Property", "name": "stay",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "home", "enumValue": "home"},
                {"name": "hospital", "enumValue": "hospital"},
                {"name": "quarantine", "enumValue": "quarantine"},
                {"name": "isolation", "enumValue": "isolation"},
                {"name": "elsewhere", "enumValue": "elsewhere"}
              ]
            },
            "writable": true
          },
          {
            "@type": "Relationship", "name": "memberOf",
            "target": "dtmi:salus:person:Household;1", "maxMultiplicity": 1, "writable": true
          },
          {
            "@type": "Relationship", "name": "livesIn", "target": "dtmi:salus:place:Place;1",
            "maxMultiplicity": 1, "writable": true
          },
          {
            "@type": "Relationship", "name": "worksFor",
            "target": "dtmi:salus:organisation:Organisation;1", "writable": true
          },
          {
            "@type": "Relationship", "name": "contactOf",
            "description": "Met a case while it could infect.",
            "target": "dtmi:salus:case:Case;1", "writable": true,
            "properties": [
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
                }
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
                }
              },
              {
                "@type": "Property", "name": "followUpUntil",
                "description": "Last contact and the longest incubation of the disease.",
                "schema": "date"
              },
              {"@type": "Property", "name": "quarantineFrom", "schema": "date"},
              {"@type": "Property", "name": "quarantineTo", "schema": "date"},
              {"@type": "Property", "name": "resultingCase", "schema": "string"}
            ]
          },
          {
            "@type": "Relationship", "name": "attended",
            "target": "dtmi:salus:case:Gathering;1", "writable": true
          }
        ]
      },
      {
        "@context": ["dtmi:dtdl:context;3", "dtmi:salus:context;1"],
        "@id": "dtmi:salus:person:Patient;1",
        "@type": "Interface",
        "displayName": "Patient",
        "description": "A person in the care of somebody, with vital signs.",
        "extends": ["dtmi:salus:person:Person;1"],
        "scale": "person",
        "level": {
          "autonomy": 3, "spatialDetail": "organ", "temporalDetail": "PT1M",
          "updatePeriod": "PT15M", "latency": "PT1M"
        },
        "dataClass": "C3",
        "codes": ["http://snomed.info/sct|116154003"],
        "contents": [
          {
            "@type": "Property", "name": "careStatus",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "expected", "enumValue": "expected"},
                {"name": "inpatient", "enumValue": "inpatient"},
                {"name": "outpatient", "enumValue": "outpatient"},
                {"name": "discharged", "enumValue": "discharged"},
                {"name": "dead", "enumValue": "dead"}
              ]
            },
            "writable": true
          },
          {"@type": "Property", "name": "admitted", "schema": "dateTime"},
          {"@type": "Property", "name": "discharged", "schema": "dateTime"},
          {
            "@type": "Property", "name": "severity",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "asymptomatic", "enumValue": "asymptomatic"},
                {"name": "mild", "enumValue": "mild"},
                {"name": "moderate", "enumValue": "moderate"},
                {"name": "severe", "enumValue": "severe"},
                {"name": "critical", "enumValue": "critical"}
              ]
            }
          },
          {
            "@type": "Property", "name": "oxygenTarget", "description": "Saturation to keep.",
            "schema": {
              "@type": "Object",
              "fields": [
                {"name": "low", "schema": "double", "ucum": "%"},
                {"name": "high", "schema": "double", "ucum": "%"}
              ]
            },
            "writable": true
          },
          {"@type": "Property", "name": "ventilated", "schema": "boolean"},
          {
            "@type": "Property", "name": "conditions",
            "description": "SNOMED CT codes of problems.",
            "schema": {"@type": "Array", "elementSchema": "string"}
          },
          {
            "@type": "Property", "name": "allergies",
            "schema": {"@type": "Array", "elementSchema": "string"}
          },
          {
            "@type": "Property", "name": "consent",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "given", "enumValue": "given"},
                {"name": "refused", "enumValue": "refused"},
                {"name": "withdrawn", "enumValue": "withdrawn"},
                {"name": "notAsked", "enumValue": "not-asked"}
              ]
            },
            "writable": true
          },
          {
            "@type": "Telemetry", "name": "heartRate", "schema": "double", "ucum": "/min",
            "codes": ["http://loinc.org|8867-4", "http://snomed.info/sct|364075005"],
            "plausible": {"low": 20, "high": 250}
          },
          {
            "@type": "Telemetry", "name": "respiratoryRate", "schema": "double", "ucum": "/min",
            "codes": ["http://loinc.org|9279-1", "http://snomed.info/sct|86290005"],
            "plausible": {"low": 4, "high": 60}
          },
          {
            "@type": "Telemetry", "name": "oxygenSaturation",
            "description": "By pulse oximeter.", "schema": "double", "ucum": "%",
            "codes": ["http://loinc.org|59408-5", "http://loinc.org|2708-6"],
            "plausible": {"low": 50, "high": 100}
          },
          {
            "@type": "Telemetry", "name": "bodyTemperature", "schema": "double", "ucum": "Cel",
            "codes": ["http://loinc.org|8310-5", "http://snomed.info/sct|386725007"],
            "plausible": {"low": 30, "high": 43}
          },
          {
            "@type": "Telemetry", "name": "systolicPressure", "schema": "double",
            "ucum": "mm[Hg]",
            "codes": ["http://loinc.org|8480-6", "http://snomed.info/sct|271649006"],
            "plausible": {"low": 50, "high": 260}
          },
          {
            "@type": "Telemetry", "name": "diastolicPressure", "schema": "double",
            "ucum": "mm[Hg]",
            "codes": ["http://loinc.org|8462-4", "http://snomed.info/sct|271650006"],
            "plausible": {"low": 20, "high": 160}
          },
          {
            "@type": "Telemetry", "name": "meanPressure", "schema": "double", "ucum": "mm[Hg]",
            "codes": ["http://loinc.org|8478-0"], "plausible": {"low": 30, "high": 200}
          },
          {
            "@type": "Telemetry", "name": "bloodGlucose", "schema": "double", "ucum": "mmol/L",
            "codes": ["http://loinc.org|15074-8"], "plausible": {"low": 1, "high": 40}
          },
          {
            "@type": "Telemetry", "name": "inhaledOxygenConcentration", "schema": "double",
            "ucum": "%", "codes": ["http://loinc.org|3150-0"],
            "plausible": {"low": 21, "high": 100}
          },
          {
            "@type": "Telemetry", "name": "inhaledOxygenFlow", "schema": "double",
            "ucum": "L/min", "codes": ["http://loinc.org|3151-8"],
            "plausible": {"low": 0, "high": 60}
          },
          {
            "@type": "Telemetry", "name": "consciousness",
            "description": "ACVPU scale of the National Early Warning Score 2.",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "alert", "enumValue": "alert"},
                {"name": "confusion", "enumValue": "confusion"},
                {"name": "voice", "enumValue": "voice"}, {"name": "pain", "enumValue": "pain"},
                {"name": "unresponsive", "enumValue": "unresponsive"}
              ]
            }
          },
          {
            "@type": "Telemetry", "name": "comaScore",
            "description": "Glasgow coma score, total.", "schema": "integer", "ucum": "{score}",
            "codes": ["http://loinc.org|9269-2"], "plausible": {"low": 3, "high": 15}
          },
          {
            "@type": "Telemetry", "name": "earlyWarningScore",
            "description": "National Early Warning Score 2.", "schema": "integer",
            "ucum": "{score}", "plausible": {"low": 0, "high": 20}
          },
          {
            "@type": "Property", "name": "weight", "schema": "double", "ucum": "kg",
            "codes": ["http://loinc.org|29463-7", "http://snomed.info/sct|27113001"],
            "plausible": {"low": 0.3, "high": 400}
          },
          {
            "@type": "Property", "name": "height", "schema": "double", "ucum": "cm",
            "codes": ["http://loinc.org|8302-2", "http://snomed.info/sct|50373000"],
            "plausible": {"low": 20, "high": 250}
          },
          {
            "@type": "Property", "name": "bodyMassIndex", "schema": "double", "ucum": "kg/m2",
            "codes": ["http://loinc.org|39156-5", "http://snomed.info/sct|60621009"],
            "plausible": {"low": 8, "high": 90}
          },
          {
            "@type": "Command", "name": "requestReview",
            "description": "Asks a clinician to look at the patient.",
            "request": {"name": "reason", "schema": "string"}
          },
          {
            "@type": "Relationship", "name": "occupies", "target": "dtmi:salus:care:Bed;1",
            "maxMultiplicity": 1, "writable": true
          },
          {
            "@type": "Relationship", "name": "caredForBy", "target": "dtmi:salus:care:Unit;1",
            "maxMultiplicity": 1, "writable": true
          },
          {
            "@type": "Relationship", "name": "monitoredBy",
            "target": "dtmi:salus:care:Device;1", "writable": true
          },
          {
            "@type": "Relationship", "name": "transferredTo",
            "target": "dtmi:salus:care:Hospital;1", "writable": true,
            "properties": [
              {"@type": "Property", "name": "reason", "schema": "string"},
              {"@type": "Property", "name": "departed", "schema": "dateTime"},
              {"@type": "Property", "name": "arrived", "schema": "dateTime"}
            ]
          }
        ]
      },
      {
        "@context": ["dtmi:dtdl:context;3", "dtmi:salus:context;1"],
        "@id": "dtmi:salus:person:Household;1",
        "@type": "Interface",
        "displayName": "Household",
        "description": "People who live together.",
        "kind": "aggregate",
        "scale": "household",
        "level": {"autonomy": 0, "spatialDetail": "household", "temporalDetail": "P1D"},
        "dataClass": "C3",
        "contents": [
          {
            "@type": "Property", "name": "size", "schema": "integer", "ucum": "{people}",
            "plausible": {"low": 1, "high": 100}
          },
          {"@type": "Property", "name": "address", "schema": "string", "writable": true},
          {"@type": "Property", "name": "position", "dataClass": "C4", "schema": "point"},
          {
            "@type": "Property", "name": "ageBands",
            "description": "Members by age band, such as 0-4.",
            "schema": {
              "@type": "Map", "mapKey": {"name": "band", "schema": "string"},
              "mapValue": {"name": "people", "schema": "integer"}
            }
          },
          {
            "@type": "Property", "name": "income",
            "description": "Fifth of the households of the region.",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "lowest", "enumValue": "lowest"}, {"name": "low", "enumValue": "low"},
                {"name": "middle", "enumValue": "middle"},
                {"name": "high", "enumValue": "high"},
                {"name": "highest", "enumValue": "highest"}
              ]
            }
          },
          {
            "@type": "Relationship", "name": "locatedIn", "target": "dtmi:salus:place:Ward;1",
            "maxMultiplicity": 1, "writable": true
          }
        ]
      },
      {
        "@context": ["dtmi:dtdl:context;3", "dtmi:salus:context;1"],
        "@id": "dtmi:salus:person:LocationTrace;1",
        "@type": "Interface",
        "displayName": "Location trace",
        "description": "Where somebody was, fix by fix.",
        "kind": "process",
        "scale": "person",
        "level": {
          "autonomy": 0, "spatialDetail": "person", "temporalDetail": "PT1M",
          "updatePeriod": "PT5M", "latency": "PT1M"
        },
        "dataClass": "C4",
        "contents": [
          {"@type": "Telemetry", "name": "position", "schema": "point"},
          {
            "@type": "Telemetry", "name": "accuracy", "schema": "double", "ucum": "m",
            "plausible": {"low": 0}
          },
          {"@type": "Property", "name": "from", "schema": "dateTime"},
          {"@type": "Property", "name": "to", "schema": "dateTime"},
          {"@type": "Property", "name": "device", "schema": "string"},
          {
            "@type": "Property", "name": "method",
            "schema": {
              "@type": "Enum", "valueSchema": "string",
              "enumValues": [
                {"name": "satellite", "enumValue": "satellite"},
                {"name": "cell", "enumValue": "cell"}, {"name": "wifi", "enumValue": "wifi"},
                {"name": "beacon", "enumValue": "beacon"},
                {"name": "manual", "enumValue": "manual"}
              ]
            }
          },
          {
            "@type": "Relationship", "name": "partOf", "target": "dtmi:salus:person:Person;1",
            "maxMultiplicity": 1, "writable": true
          }
        ]
      }
    ]
    """#
}
