/// A file to start from.
extension Configuration {
  /// A commented configuration that is accepted as it stands, with every key at its default.
  public static let example = """
    // What this bank is, what comes in, and when things are done. JSON5: comments, trailing commas
    // and bare keys are fine. Every key may be left out; 'salus config check FILE' names each fault
    // with its line, 'salus config show' prints what is in force. Paths start from this file.
    {
      name: "Our county",
      // Local days, schedules and deadlines: an IANA name such as "America/New_York".
      timeZone: "UTC",

      // Tables of places (columns id, name, level, parent, population, time_zone), or the places
      // themselves: { id: "north", name: "North", level: "district", parent: "county" }.
      places: [],
      // Outlines: { file: "districts.geojson", property: "id" }.
      boundaries: [],
      // Measures that no column map declares: { id: "calls", title: "Calls", unit: "{calls}/d",
      // period: "day", measure: "count", sourceClass: "emergencyCalls" }.
      signals: [],

      // Hospitals and what is in them: tables by kind (docs/capacity.md).
      capacity: {
        // facilities: "facilities.csv", units: "units.csv", items: "items.csv",
        // vehicles: "vehicles.csv", travel: "travel.csv",
        bedsDue: "1d",   // an older report is shown as stale
        staffDue: "1d",
        stockDue: "7d",
      },

      // Where reports come from. Passwords and keys are named by their place, "env:NAME" or
      // "file:PATH", and never written here.
      feeds: [
        // { name: "cases", watch: "inbox/cases/*.csv", map: "cases.map.json5", due: "09:00" },
        // { name: "beds", watch: "inbox/beds/*.csv", reports: "beds", due: "08:00" },
        // { name: "calls", pull: { url: "https://reports.example.org/calls.csv", every: "15m",
        //   token: "env:CALLS_TOKEN" }, map: "calls.map.json5" },
      ],

      schedule: {
        analysis: "06:00",  // everything once a day, besides what new reports ask for
        review: "1m",       // warnings that expire, orders that become late, notices
        backup: "03:00",    // "never" switches it off
        backups: 7,
        attempts: 5,        // of a job that fails, with waits that double from 'backoff'
        backoff: "2s",
        slow: "5m",         // a job that takes longer is said to be slow
      },

      models: {
        // How long one case takes to lead to the next, in days, for the reproduction number.
        serialInterval: { mean: 6, sd: 4 },
        // For one signal: { cases: { detection: { method: "ears-c2" }, forecast: false } }.
        signals: {},
      },

      // What patients need and how long they stay: 'salus config show' lists every key.
      demand: { horizonDays: 28 },
      // What a plan has to respect.
      plan: { horizonDays: 14, reserveShare: 0.1, vulnerable: [] },
      // How evidence becomes warnings of grade I to IV.
      warnings: { expiryHours: 24 },
      // Who is told outside the browser.
      notices: {
        recipients: [
          // { name: "duty", address: "duty@example.org", grade: "III" },
          // { name: "room", address: "env:ROOM_WEBHOOK", channel: "webhook", grade: "II" },
        ],
        quietHours: { from: "22:00", to: "06:30" },
        // { afterMinutes: 30, grade: "II", recipients: ["duty"] },
        escalation: [],
      },
      // By which server: mail: { url: "smtp://mail.example.org:587", from: "salus@example.org" }.
      courier: {},
    }

    """
}
