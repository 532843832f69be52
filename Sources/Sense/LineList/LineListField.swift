import SalusTwin

/// What a column of a line list can hold.
public enum LineListField: String, Sendable, CaseIterable {
  /// The source's own name of the case.
  case record
  case identifier
  case given, family
  /// Both names in one cell: `Family, Given` or `Given Family`.
  case name
  case birth, age, sex, phone, place
  case disease, classification, clinical, epidemiological, laboratory, investigation, outcome
  case infected, onset, reported, hospitalised, ended
  case hospital, responsible, actual, latitude, longitude, outbreak
  /// The source's name of the case that infected this one.
  case infector
  case setting, certainty

  /// Whether the cells are dates.
  public var isDate: Bool {
    switch self {
    case .birth, .infected, .onset, .reported, .hospitalised, .ended: true
    default: false
    }
  }

  /// Words that headers use for it, in folded form, the most telling first.
  var synonyms: [String] {
    switch self {
    case .record:
      ["caseid", "epid", "epidnumber", "recordid", "uuid", "caseuuid", "casenumber", "id"]
    case .identifier:
      [
        "nationalid", "nationalhealthid", "healthid", "healthnumber", "passport", "nhsnumber",
        "ssn",
        "patientid", "externalid",
      ]
    case .given: ["firstname", "givenname", "forename", "given", "prenom", "vorname", "nombre"]
    case .family:
      ["lastname", "familyname", "surname", "family", "nom", "nachname", "apellido", "apellidos"]
    case .name: ["name", "fullname", "patientname", "casename", "personname"]
    case .birth:
      ["dateofbirth", "dob", "birthdate", "birth", "birthday", "datenaissance", "geburtsdatum"]
    case .age: ["age", "ageyears", "ageinyears", "alter", "edad"]
    case .sex: ["sex", "gender", "sexe", "geschlecht", "sexo"]
    case .phone:
      ["phone", "phonenumber", "telephone", "tel", "mobile", "contactnumber", "telefon"]
    case .place:
      [
        "residence", "placeofresidence", "address", "village", "community", "city", "town",
        "district", "place", "location", "adresse", "wohnort",
      ]
    case .disease: ["disease", "diagnosis", "condition", "pathogen", "maladie"]
    case .classification:
      ["caseclassification", "classification", "casestatus", "casedefinition", "status"]
    case .clinical: ["clinicalconfirmation", "clinical", "clinicallyconfirmed"]
    case .epidemiological: ["epidemiologicalconfirmation", "epilink", "epilinked"]
    case .laboratory: ["laboratoryconfirmation", "labconfirmed", "labresult", "laboratory", "lab"]
    case .investigation: ["investigationstatus", "investigation"]
    case .outcome: ["outcome", "finaloutcome", "caseoutcome", "issue"]
    case .infected:
      ["dateofinfection", "infectiondate", "exposuredate", "dateofexposure", "infected"]
    case .onset:
      [
        "dateofonset", "onsetdate", "symptomonset", "dateonset", "symptomonsetdate", "onset",
        "dateofsymptomonset", "dateofprodrome", "datedebut",
      ]
    case .reported:
      ["reportdate", "dateofreport", "datereport", "reportingdate", "notificationdate", "reported"]
    case .hospitalised:
      [
        "dateofhospitalisation", "dateofhospitalization", "hospitalisationdate", "admissiondate",
        "dateofadmission", "datehosp",
      ]
    case .ended: ["dateofoutcome", "outcomedate", "dateoutcome", "dateofdeath", "deathdate"]
    case .hospital: ["hospital", "facility", "healthfacility", "hospitalname"]
    case .responsible:
      ["responsibledistrict", "jurisdiction", "reportingdistrict", "responsiblejurisdiction"]
    case .actual: ["actualjurisdiction", "placeofstay", "currentlocation"]
    case .latitude: ["lat", "latitude", "y", "gpslatitude"]
    case .longitude: ["lon", "lng", "long", "longitude", "x", "gpslongitude"]
    case .outbreak: ["outbreak", "outbreakid", "event", "cluster"]
    case .infector:
      ["infector", "infectorid", "infectedby", "sourcecaseid", "sourcecase", "source"]
    case .setting: ["setting", "exposuresetting", "settingofinfection", "source", "transmission"]
    case .certainty: ["certainty", "linkcertainty"]
    }
  }

  /// Words of cells that everybody writes alike, folded, and what they mean.
  var usualValues: [String: String] {
    switch self {
    case .sex:
      [
        "f": "female", "female": "female", "w": "female", "woman": "female", "femme": "female",
        "feminin": "female", "weiblich": "female", "2": "female", "m": "male", "male": "male",
        "man": "male", "homme": "male", "masculin": "male", "mannlich": "male", "1": "male",
        "other": "other", "o": "other", "x": "other", "divers": "other",
      ]
    case .classification:
      [
        "notclassified": "not-classified", "unclassified": "not-classified",
        "pending": "not-classified", "suspect": "suspect", "suspected": "suspect",
        "probable": "probable", "confirmed": "confirmed", "labconfirmed": "confirmed",
        "nocase": "no-case", "notacase": "no-case", "noncase": "no-case", "discarded": "no-case",
      ]
    case .outcome:
      [
        "unknown": "unknown", "recover": "recovered", "recovered": "recovered",
        "cured": "recovered",
        "alive": "recovered", "discharged": "recovered", "death": "died", "died": "died",
        "dead": "died", "deceased": "died", "stillill": "still-ill", "ill": "still-ill",
        "hospitalised": "still-ill", "hospitalized": "still-ill",
      ]
    case .investigation:
      [
        "pending": "pending", "open": "pending", "done": "done", "completed": "done",
        "closed": "done", "discarded": "discarded",
      ]
    case .clinical, .epidemiological, .laboratory:
      [
        "yes": "true", "y": "true", "true": "true", "1": "true", "positive": "true", "pos": "true",
        "oui": "true", "ja": "true", "no": "false", "n": "false", "false": "false", "0": "false",
        "negative": "false", "neg": "false", "non": "false", "nein": "false",
      ]
    case .certainty:
      [
        "possible": "possible", "probable": "probable", "certain": "certain",
        "confirmed": "certain",
      ]
    default: [:]
    }
  }

  /// The words that a cell of a closed list can mean; empty for an open field.
  var accepted: [String] {
    switch self {
    case .sex: PersonDetails.Sex.allCases.map(\.rawValue)
    case .classification: CaseRecord.Classification.allCases.map(\.rawValue)
    case .outcome: CaseRecord.Outcome.allCases.map(\.rawValue)
    case .investigation: CaseRecord.Investigation.allCases.map(\.rawValue)
    case .clinical, .epidemiological, .laboratory: ["true", "false"]
    case .certainty: InfectionLink.Certainty.allCases.map(\.rawValue)
    default: []
    }
  }
}
