"""Warnings, capacity, demand, plans, orders, feeds and hand-over of the generated region.

A double that remembers what is done to it: a decision, a signature, a receipt. Nothing is real.
"""

import copy
import math
from datetime import datetime, timedelta, timezone

from fixture_region import LAST

NOW = datetime(2026, 11, 20, 6, 40, tzinfo=timezone.utc)
ACTOR = "unverified:duty"
NAMES = ["North General", "Saint Mary", "Harbour", "East Clinic", "Vale Infirmary", "Holm Hospital"]
DEPOTS = [("s1", "North depot", 420, 260), ("s2", "South depot", 980, 640)]
RESOURCES = [
    ("admissions", "Admissions", "patients a day", "patients"),
    ("ward-beds", "Ward beds", "beds", "beds"),
    ("icu-beds", "ICU beds", "beds", "beds"),
    ("ventilator", "Ventilators", "machines", "equipment"),
    ("icu-nurse", "ICU nurses", "nurses", "staff"),
    ("ward-nurse", "Ward nurses", "nurses", "staff"),
    ("mask", "Masks", "pieces", "consumable"),
    ("oxygen", "Oxygen", "m3", "consumable"),
    ("antiviral", "Antivirals", "courses", "consumable"),
]
LEVELS = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975]
NORMAL = [-1.960, -1.282, -0.674, 0.0, 0.674, 1.282, 1.960]
TWENTY = [-1.960, -1.440, -1.150, -0.935, -0.755, -0.598, -0.454, -0.319, -0.189, -0.063,
          0.063, 0.189, 0.319, 0.454, 0.598, 0.755, 0.935, 1.150, 1.440, 1.960]


def stamp(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def ago(**span):
    return stamp(NOW - timedelta(**span))


def ahead(**span):
    return stamp(NOW + timedelta(**span))


def day(days):
    return (LAST + timedelta(days=days)).isoformat()


def fan(median, lower, upper):
    return {"median": median, "lower": lower, "upper": upper}


class Refusal(Exception):
    """An act that the double refuses, as the real server would."""

    def __init__(self, status, title, detail, hint="", changed=None):
        super().__init__(title)
        self.status = status
        self.document = {"type": "about:blank", "title": title, "status": status,
                         "detail": detail, "hint": hint, "requestId": "r-act1"}
        if changed:
            self.document["changed"] = changed


STALE = ["South depot: 40 masks fewer than the plan counted on (stock count of 06:31)",
         "Saint Mary: 3 more patients in intensive care (report of 06:35)"]


class Acts:
    """What is known and done beyond the numbers."""

    def __init__(self, state):
        self.state = state
        self.quiet = state in ("empty", "quiet")
        self.paused = set()
        self.written = []
        self.receipts = {}
        self.plans = [] if self.quiet else [plan(1, 1)]
        if state == "partial" and self.plans:
            self.plans[0]["changed"] = list(STALE)
        self.orders = [] if self.quiet else old_orders()
        self.units = {} if state == "empty" else units(state)
        self.warnings = [] if self.quiet else warnings()

    # Reading

    def get(self, parts, ask, version):
        if parts == ["warnings"]:
            state = ask.get("state", "waiting")
            opened = ("waiting", "confirmed", "watched", "shelved")
            found = [w for w in self.warnings if state == "all" or w["state"] == state
                     or (state == "open" and w["state"] in opened)]
            return {"version": version, "asOf": "latest", "warnings": found, "next": None,
                    "counts": {str(g): sum(w["grade"] == g for w in found) for g in range(1, 5)},
                    "load": {"perHour": 1.4, "most10min": 3}}
        if parts[0] == "warnings":
            return {"version": version, "warning": self.warning(parts[1])}
        if parts == ["capacity"]:
            return self.capacity(version)
        if parts == ["demand"]:
            return self.demand(version)
        if parts == ["demand", "series"]:
            return self.series(ask, version)
        if parts == ["plans"]:
            return {"version": version, "next": None, "plans": [
                {**{k: p[k] for k in ("id", "revision", "state", "made", "words")},
                 "moves": len(p["moves"])} for p in reversed(self.plans)]}
        if parts[0] == "plans":
            if parts[1] == "latest":
                return {"version": version, "plan": self.plans[-1] if self.plans else None}
            return {"version": version, "plan": self.plan(parts[1])}
        if parts == ["operations"]:
            return self.operations(version)
        if parts == ["feeds"]:
            return {"version": version, "asOf": "latest", "clock": clock(),
                    "feeds": [] if self.state == "empty" else feeds(self.state, self.paused)}
        if parts == ["triangle"]:
            return triangle(ask, version, self.quiet)
        if parts[0] == "imports":
            return {"rows": [
                {"file": "beds-2026-11-19.csv", "line": 4 + i, "column": "occupied",
                 "reason": "occupied must be a whole number from 0; found -2",
                 "row": f"averlyn-h0{i + 1},2026-11-19,-2"} for i in range(3)]}
        if parts == ["handover"]:
            return self.handover(version)
        if parts == ["jobs"]:
            return {"version": version, "jobs": []}
        return None

    def summary(self):
        late = sum(o["state"] == "late" for o in self.orders)
        return {"waiting": sum(w["state"] == "waiting" for w in self.warnings),
                "openOrders": sum(o["state"] not in ("executed", "cancelled") for o in self.orders),
                "lateOrders": late,
                "plansWaiting": sum(p["state"] == "proposed" for p in self.plans),
                "feedsTroubled": 0 if self.quiet else 2, "clock": clock()}

    # Acting

    def post(self, parts, body, version):
        if self.state == "conflict":
            raise Refusal(412, "This has changed meanwhile",
                          "unverified:anna confirmed it at 06:38, two minutes ago.",
                          "Look at how it stands now, then decide.", STALE)
        if parts[0] == "warnings":
            return self.decide(self.warning(parts[1]), body, version)
        if parts == ["capacity", "beds"]:
            return self.report(body, version)
        if parts == ["plans"]:
            return self.propose(version)
        if parts[0] == "plans" and parts[2] == "amend":
            return self.amend(self.plan(parts[1]), body, version)
        if parts[0] == "plans":
            return self.sign(self.plan(parts[1]), body, version)
        if parts[0] == "orders":
            return self.tell(self.order(parts[1]), body, version)
        if parts[0] == "feeds":
            if parts[2] == "pause":
                (self.paused.add if body["paused"] else self.paused.discard)(parts[1])
            return {"version": version}
        if parts == ["handover"]:
            self.written.append({"at": stamp(NOW), "actor": ACTOR, "note": body.get("note")})
            return {"version": version, "handover": self.handover(version)}
        raise Refusal(404, "No such act", "/".join(parts))

    def decide(self, warning, body, version):
        fresh(warning, body)
        states = {"confirm": "confirmed", "watch": "watched", "shelve": "shelved",
                  "dismiss": "dismissed"}
        if body["verb"] == "acknowledge":
            for notice in warning["notices"]:
                notice["state"] = "acknowledged"
        else:
            if body["verb"] == "dismiss" and not body.get("reason"):
                raise Refusal(400, "A reason is missing", "reason must be one of six codes.")
            warning["state"] = states[body["verb"]]
            warning["until"] = body.get("until")
        warning["revision"] += 1
        warning["decisions"].append({"at": stamp(NOW), "actor": ACTOR, "verb": body["verb"],
                                     "reason": body.get("reason"), "note": body.get("note")})
        return {"version": version, "warning": warning}

    def report(self, body, version):
        over = []
        for row in body["reports"]:
            unit = self.units[row["unit"]]
            new = {**unit, **{k: row[k] for k in row if k != "unit"}}
            if new["occupied"] + new["reserved"] > new["beds"] - new["closed"]:
                over.append(unit["name"])
        if over and not body.get("confirm"):
            raise Refusal(422, "More patients than open beds", ", ".join(over), "Confirm it.")
        changed = []
        for row in body["reports"]:
            unit = self.units[row["unit"]]
            unit.update({k: row[k] for k in row if k != "unit"})
            settle(unit)
            unit.update(at=stamp(NOW), ageHours=0.0, isStale=False, actor=ACTOR,
                        revision=unit["revision"] + 1)
            changed.append(unit)
        return {"version": version, "units": changed}

    def propose(self, version):
        for old in self.plans:
            if old["state"] == "proposed":
                old["state"] = "superseded"
        self.plans.append(plan(len(self.plans) + 1, 1))
        return {"version": version, "plan": self.plans[-1]}

    def amend(self, found, body, version):
        fresh(found, body)
        for change in body["changes"]:
            move = next(m for m in found["moves"] if m["id"] == change["move"])
            if not 0 <= change["quantity"] <= move["most"]:
                raise Refusal(422, "More than there is", f"At most {move['most']}.")
            cut = move["quantity"] - change["quantity"]
            move.update(quantity=change["quantity"], isAmended=True)
            total = found["totals"][0]["plan"]
            found["totals"][0]["plan"] = fan(total["median"] + 2 * cut, total["lower"],
                                             total["upper"] + 3 * cut)
        found["revision"] += 1
        return {"version": version, "plan": copy.deepcopy(found)}

    def sign(self, found, body, version):
        fresh(found, body)
        if not body.get("reason"):
            raise Refusal(400, "A reason is missing", "reason must say why.")
        if found["changed"]:
            raise Refusal(412, "The plan's inputs have changed", "Two figures are newer.",
                          "Propose anew.", found["changed"])
        found["state"] = "signed" if body["verb"] == "sign" else "refused"
        found["revision"] += 1
        found["decisions"].append({"at": stamp(NOW), "actor": ACTOR, "verb": body["verb"],
                                   "reason": body["reason"]})
        made = []
        if body["verb"] == "sign":
            for move in found["moves"]:
                made.append(order(len(self.orders) + 1, move["title"], move["item"],
                                  move["quantity"], move["unit"], move["from"], move["to"],
                                  move["arrives"], "issued", plan=found["id"]))
                self.orders.append(made[-1])
        return {"version": version, "plan": found, "orders": made}

    def tell(self, found, body, version):
        receipt = body.get("receipt")
        if receipt and receipt in self.receipts:
            return {"version": version, "order": found}
        fresh(found, body)
        verb = body["verb"]
        if found["state"] in ("executed", "cancelled"):
            raise Refusal(409, "The order is closed", f"{found['id']} is {found['state']}.")
        if verb == "bind":
            found.update(executor=body["executor"])
        if verb == "receive":
            found["received"] += body["quantity"]
            self.receipts[receipt] = found["id"]
        whole = found["received"] >= found["quantity"]
        states = {"bind": "bound", "send": "sent", "start": "executing", "cancel": "cancelled",
                  "receive": "executed" if whole else found["state"]}
        if found["state"] != "late" or verb in ("receive", "cancel"):
            found["state"] = states[verb]
        found["revision"] += 1
        found["history"].append({"at": stamp(NOW), "verb": verb, "actor": ACTOR, "words": ""})
        return {"version": version, "order": found}

    # What is there

    def warning(self, name):
        return self.named(self.warnings, name, "warning")

    def plan(self, name):
        return self.named(self.plans, name, "plan")

    def order(self, name):
        return self.named(self.orders, name, "order")

    @staticmethod
    def named(things, name, kind):
        found = next((one for one in things if one["id"] == name), None)
        if found is None:
            raise Refusal(404, f"No such {kind}", f"There is no {kind} {name}.", "Go back.")
        return found

    def capacity(self, version):
        hospitals = [] if self.state == "empty" else [
            {"id": f"averlyn-h0{i + 1}", "name": name, "place": {"id": f"district:{i + 1}", "name": ""},
             "units": [u for u in self.units.values() if u["id"].startswith(f"averlyn-h0{i + 1}-")],
             "staff": [], "stock": []} for i, name in enumerate(NAMES)]
        return {"version": version, "asOf": "latest", "at": stamp(NOW), "hospitals": hospitals,
                "depots": [], "items": [], "totals": [],
                "discrepancies": [] if self.state != "partial" else [
                    {"words": "Harbour, Ward B: 31 patients in 28 open beds", "at": ago(hours=3)}]}

    def demand(self, version):
        resources = [{"id": i, "title": t, "unit": u, "kind": k} for i, t, u, k in RESOURCES]
        empty = {"version": version, "asOf": "latest", "estimate": None, "resources": resources,
                 "sites": [], "breaches": [], "sentence": "", "isStale": False, "staleWords": None}
        if self.state == "empty":
            return empty
        weak = self.state == "partial"
        sites = [site("region", "Meridian", "region", 0, self.quiet)] + [
            site(f"averlyn-h0{i + 1}", name, "hospital", i + 1, self.quiet)
            for i, name in enumerate(NAMES)]
        breaches = sorted((
            {"site": {"id": s["id"], "name": s["name"]}, "resource": c["resource"],
             "title": next(t for i, t, _, _ in RESOURCES if i == c["resource"]),
             "probability": c["breach"]["probability"], "date": c["breach"]["date"],
             "leadDays": c["breach"]["leadDays"], "capacity": c["capacity"], "peak": c["peak"],
             "words": c["words"]}
            for s in sites for c in s["cells"]
            if c["breach"] and c["breach"]["probability"] >= 0.5), key=lambda b: b["leadDays"])
        return {**empty, "sites": sites, "breaches": breaches, "isStale": weak,
                "staleWords": "Worked out before the newest forecast; a new one is under way."
                if weak else None,
                "sentence": "Nothing runs short within 28 days." if self.quiet else
                f"{breaches[0]['title']} in {breaches[0]['site']['name']} run short first, in "
                f"{breaches[0]['leadDays']} days; {len(breaches)} figures exceed what is there "
                "within 28 days.",
                "estimate": {"id": "d-1790", "day": LAST.isoformat(), "made": ago(minutes=22),
                             "forecast": {"signal": "cases-weekly",
                                          "title": "Confirmed cases, weekly return",
                                          "referenceDate": "2026-11-14",
                                          "caution": "The forecast it stands on is uncertain."
                                          if weak else None},
                             "paths": 500, "sequence": 1790, "seed": "7", "parameters": {},
                             "dates": [day(h + 1) for h in range(28)]}}

    def series(self, ask, version):
        where = [("region", "Meridian")] + [
            (f"averlyn-h0{i + 1}", name) for i, name in enumerate(NAMES)]
        at = next((i for i, (s, _) in enumerate(where) if s == ask.get("site")), None)
        what = next((r for r in RESOURCES if r[0] == ask.get("resource")), None)
        if at is None or what is None:
            raise Refusal(404, "No such figure", f"{ask.get('site')}, {ask.get('resource')}")
        start, growth, capacity = course(at, what[0], self.quiet)
        spread = [[max(0.0, start * growth ** (h / 7) * math.exp(z * 0.06 * math.sqrt(h + 1)))
                   for z in NORMAL] for h in range(28)]
        peak = spread[-1][3]
        dots = [round(peak * math.exp(z * 0.3), 1) for z in TWENTY]
        return {"version": version, "site": {"id": where[at][0], "name": where[at][1]},
                "resource": what[0], "title": what[1], "unit": what[2], "capacity": capacity,
                "observed": {"dates": [day(h) for h in range(-27, 1)],
                             "values": [round(start * growth ** (h / 7) * (1 + 0.03 * math.sin(h)))
                                        for h in range(-27, 1)]},
                "dates": [day(h + 1) for h in range(28)], "levels": LEVELS, "quantiles": spread,
                "byDay": [round(min(0.99, 0.03 * h), 2) for h in range(28)], "dots": dots,
                "sentence": f"{what[1]} in {where[at][1]}: "
                f"{sum(d > (capacity or 1e9) for d in dots)} of 20 chances above "
                f"{capacity} by {day(28)}."}

    def operations(self, version):
        late = [o for o in self.orders if o["state"] == "late"]
        done = sum(o["state"] == "executed" for o in self.orders)
        dates = [day(h) for h in range(-6, 1)]
        return {"version": version, "asOf": "latest", "orders": self.orders,
                "vehicles": [] if self.quiet else [
                    {"id": f"averlyn-v{i + 1}", "name": f"Lorry {i + 1}", "capacity": 18,
                     "status": ["free", "busy", "outOfService"][i], "at": ago(minutes=10 * i + 4)}
                    for i in range(3)],
                "progress": {"dates": [] if self.quiet else dates, "planned": [1, 1, 2, 3, 4, 5, 6],
                             "actual": [0, 1, 1, 2, 2, 3, 3 + done]},
                "deviations": [{"words": f"{o['id']} is late: {o['to']['name']} waits for it.",
                                "orders": [o["id"]]} for o in late],
                "replan": {"words": "One order is late by more than an hour; a new plan would "
                                    "serve East Clinic from the north."} if late else None}

    def handover(self, version):
        here = {"screen": "situation", "query": {"warnings": "open"}}
        sections = [
            ("changed", "What changed", [] if self.quiet else [
                ("3 new signals in Bank and Cross districts", {"screen": "signals", "query": {}}),
                ("Forecast of 14 Nov issued for 13 places", {"screen": "forecasts", "query": {}})]),
            ("decided", "What was decided", [
                (f"{w['headline']}: {w['state']}", {"screen": "situation", "query": {
                    "warning": w["id"]}}) for w in self.warnings if w["decisions"]]),
            ("open", "What is open", [(w["headline"], here) for w in self.warnings
                                      if w["state"] == "waiting"]),
            ("next", "What comes next", [] if self.quiet else [
                ("Weekly return due on 21 Nov 06:00", None)]),
            ("data", "Data", [("14 of 16 feeds are healthy", {"screen": "data", "query": {}})]),
        ]
        text = "HAND-OVER 19 Nov 18:40 to 20 Nov 06:40\n" + "\n".join(
            f"\n{title}\n" + "\n".join(f"- {words}" for words, _ in items)
            for _, title, items in sections)
        return {"version": version, "from": ago(hours=12), "to": stamp(NOW), "fromSequence": 1700,
                "toSequence": version, "headline": "A quiet shift." if self.quiet else
                "Intensive care in North General is likely to run short in 8 days.",
                "sections": [{"id": i, "title": t, "items": [
                    {"words": words, "link": link, "at": ago(hours=2)} for words, link in items]}
                    for i, t, items in sections], "text": text, "written": self.written}


def fresh(thing, body):
    """Refuses an act on a revision that is no longer the newest."""
    if body.get("revision") != thing["revision"]:
        raise Refusal(412, "This has changed meanwhile",
                      "unverified:anna acted on it at 06:38.", "Look at how it stands now.")


def clock():
    return {"now": stamp(NOW), "rate": "1 day in 10 s", "isExample": True}


def warnings():
    def one(number, grade, what, headline, where, words, **more):
        return {
            "id": f"W-{number}", "grade": grade, "headline": headline, "what": what,
            "where": where, "since": day(-number), "raised": ago(hours=number),
            "day": LAST.isoformat(), "state": "waiting", "words": words, "probability": None,
            "leadDays": None, "breachDate": None, "falseAlarmsPerYear": 4.2,
            "sourceClasses": ["laboratory"], "completeness": 0.92, "signals": 1,
            "sourceWords": "One source class: grade II needs two",
            "ppv": {"value": 0.7, "n": 20}, "detections": [], "expires": ahead(hours=20),
            "until": None, "revision": 1, "decisions": [], "notices": [],
            "links": [{"label": "Evidence", "screen": "signals", "query": {"detection": "d-61"}}],
            **more}

    return [
        one(1, 1, "breach", "ICU will exceed capacity",
            {"id": "averlyn-h01", "name": NAMES[0], "level": "hospital"},
            "The forecast fills 24 open intensive-care beds; 19 are occupied now.",
            probability=0.74, leadDays=8, breachDate=day(8), falseAlarmsPerYear=0.8,
            sourceClasses=["laboratory", "emergencyCalls"],
            sourceWords="Laboratory and emergency calls agree", signals=12,
            ppv={"value": 0.82, "n": 11},
            links=[{"label": "See the breach", "screen": "demand",
                    "query": {"site": "averlyn-h01", "resource": "icu-beds"}},
                   {"label": "Plan", "screen": "allocation", "query": {}}],
            notices=[{"id": "N-1", "channel": "mail", "to": "duty@example.org", "state": "sent",
                      "at": ago(minutes=50), "words": ""}]),
        one(2, 2, "detection", "Cluster of confirmed cases",
            {"id": "ward:61", "name": "Pineford", "level": "ward"},
            "38 seen where 11 are usual, in five neighbouring wards.", probability=0.61,
            sourceClasses=["laboratory", "emergencyCalls"],
            sourceWords="Laboratory and emergency calls agree", signals=5, detections=["d-61"]),
        one(3, 3, "cover", "Masks below 10 days of cover",
            {"id": "averlyn-h02", "name": NAMES[1], "level": "hospital"},
            "6.4 days of cover at the expected use.", leadDays=6, breachDate=day(6),
            ppv={"value": None, "n": 0},
            links=[{"label": "See the cover", "screen": "demand",
                    "query": {"site": "averlyn-h02", "resource": "mask"}}]),
        one(4, 4, "feed", "Emergency calls are late",
            {"id": "region", "name": "Meridian", "level": "region"},
            "Nothing has come since 19 Nov 05:00; detection stands on laboratories alone.",
            completeness=None,
            links=[{"label": "See the feed", "screen": "data", "query": {"feed": "calls"}}]),
        {**one(5, 2, "detection", "Rising fever calls in Holm Bank",
               {"id": "district:1", "name": "Holm Bank", "level": "district"},
               "212 calls where 160 are usual.", probability=0.5, signals=3),
         "state": "watched", "revision": 2,
         "decisions": [{"at": ago(hours=5), "actor": "unverified:anna", "verb": "watch",
                        "reason": None, "note": "calls of one practice"}]},
    ]


def settle(unit):
    unit["open"] = unit["beds"] - unit["closed"]
    unit["free"] = unit["open"] - unit["occupied"] - unit["reserved"]
    unit["isOver"] = unit["free"] < 0


def units(state):
    found = {}
    for i, _ in enumerate(NAMES):
        for k, (key, name, kind, beds) in enumerate((
                ("icu", "Intensive care", "icu", 24), ("ward-a", "Ward A", "ward", 32),
                ("ward-b", "Ward B", "ward", 28), ("ed", "Emergency", "emergency", 12))):
            never = state == "partial" and i == 2 and k == 3
            unit = {"id": f"averlyn-h0{i + 1}-{key}", "name": name, "kind": kind, "beds": beds,
                    "occupied": 0 if never else max(2, beds - 5 - i - k), "closed": k % 2,
                    "reserved": 1 if kind == "icu" else 0,
                    "ventilated": 9 + i if kind == "icu" else None,
                    "at": None if never else ago(hours=4 + 7 * i),
                    "ageHours": None if never else 4.0 + 7 * i, "isStale": i >= 4 or never,
                    "actor": None if never else "feed:beds", "revision": 3}
            settle(unit)
            found[unit["id"]] = unit
    return found


def course(at, resource, quiet):
    """Where a need stands now, its growth a week, and what is there."""
    size = 6 if at == 0 else 1
    base = {"admissions": (9, None), "ward-beds": (44, 60), "icu-beds": (19, 24),
            "ventilator": (9, 16), "icu-nurse": (16, 20), "ward-nurse": (26, 40),
            "mask": (900, None), "oxygen": (60, None), "antiviral": (14, None)}[resource]
    growth = 1.0 if quiet else 1.22 - 0.03 * (at % 6)
    return base[0] * size, growth, None if base[1] is None else base[1] * size


def site(key, name, level, at, quiet):
    cells = []
    for n, (resource, title, unit, kind) in enumerate(RESOURCES):
        start, growth, capacity = course(at, resource, quiet)
        peak = round(start * growth ** 4, 1)
        spread = fan(peak, round(peak * 0.6, 1), round(peak * 1.6, 1))
        cover = None
        breach = None
        state = "good"
        words = f"{title}: peak of {peak} {unit}"
        if kind == "consumable":
            days = round(3 + 2.3 * ((at + n) % 7), 1)
            cover = fan(days, round(days * 0.7, 1), round(days * 1.4, 1))
            state = "short" if days < 5 else "tight" if days < 10 else "good"
            words = f"{days} days of cover"
        elif capacity is not None:
            lead = max(1, round(7 * math.log(capacity / start) / math.log(growth))) \
                if growth > 1 else None
            if lead is not None and lead <= 28:
                probability = round(max(0.2, 0.95 - lead / 40), 2)
                breach = {"probability": probability, "date": day(lead), "leadDays": lead}
                state = "short" if probability >= 0.5 else "tight"
                words = (f"{round(probability * 20)} of 20 chances above {capacity} {unit} by "
                         f"{day(lead)}")
        if at == 4 and kind == "staff":
            state, breach, words = "unknown", None, "No staff has been reported."
        cells.append({"resource": resource, "capacity": capacity, "now": start, "peak": spread,
                      "peakDate": day(28), "breach": breach, "cover": cover, "state": state,
                      "words": words})
    return {"id": key, "name": name, "level": level, "cells": cells}


def plan(number, revision):
    def hospital(i):
        return {"id": f"averlyn-h0{i + 1}", "name": NAMES[i]}

    def depot(i):
        return {"id": f"averlyn-{DEPOTS[i][0]}", "name": DEPOTS[i][1]}

    spots = [(520, 420), (760, 300), (1010, 430), (1180, 520), (640, 690), (340, 480)]
    rows = [("ventilator", "Ventilators", "machines", depot(0), hospital(0), 24, 30, 0.93),
            ("icu-nurse", "ICU nurses", "nurses", hospital(4), hospital(1), 12, 14, 0.88),
            ("mask", "Masks", "pieces", depot(1), hospital(3), 4000, 9000, 0.42)]
    moves = []
    for i, (item, title, unit, source, to, amount, most, sure) in enumerate(rows):
        index = int(to["id"][-1]) - 1
        from_depot = next((d for d in DEPOTS if source["id"].endswith(d[0])), None)
        moves.append({
            "id": f"P-{number}/{i + 1}", "item": item, "title": title, "unit": unit,
            "from": source, "to": to, "quantity": amount, "most": most,
            "departs": ahead(hours=1), "arrives": ahead(hours=8 + 2 * i), "minutes": 70 + 20 * i,
            "vehicle": {"id": f"averlyn-v{i + 1}", "name": f"Lorry {i + 1}"} if i != 1 else None,
            "onTime": sure, "lots": [{"lot": f"L{i}7", "quantity": amount, "expires": "2027-03-31"}],
            "why": ["Avoids 171 unmet ICU days", "Vale Infirmary has nurses to spare",
                    "Cover below its floor in 3 days"][i],
            "isAmended": False, "fromXY": list(from_depot[2:]) if from_depot else list(spots[4]),
            "toXY": list(spots[index])})
    return {
        "id": f"P-{number}", "revision": revision, "state": "proposed", "made": ago(minutes=18),
        "words": "Covers all but 38 of 210 unmet ICU days", "sequence": 1790, "seconds": 0.08,
        "horizonDays": 14, "actor": "salus", "moves": moves, "changed": [], "relaxation": [],
        "sentence": "Three moves leave 38 instead of 210 ICU days unmet within 14 days.",
        "unmet": [{"site": hospital(0), "resource": "icu-beds", "title": "ICU beds",
                   "unit": "bed days", "nothing": fan(120, 60, 230), "plan": fan(20, 0, 70)},
                  {"site": hospital(3), "resource": "mask", "title": "Masks", "unit": "pieces",
                   "nothing": fan(5200, 2100, 9000), "plan": fan(0, 0, 900)}],
        "totals": [{"label": "Unmet ICU days", "unit": "bed days", "nothing": fan(210, 90, 380),
                    "plan": fan(38, 0, 120), "best": fan(31, 0, 110)},
                   {"label": "Worst-off district", "unit": "% covered", "nothing": fan(61, 50, 70),
                    "plan": fan(88, 80, 93), "best": None}],
        "binding": [{"words": "3 lorries: a fourth would save 9 ICU days", "gain": 9,
                     "unit": "ICU days"},
                    {"words": "ICU beds of Saint Mary: one more would save 4 ICU days", "gain": 4,
                     "unit": "ICU days"}],
        "rejected": [{"item": "ventilator", "title": "Ventilators", "from": depot(1),
                      "to": hospital(3), "why": "40 min longer for the same gain"}],
        "floors": [{"place": {"id": f"district:{i + 1}", "name": n}, "coverage": c, "floor": 0.8,
                    "isHeld": c >= 0.8, "isVulnerable": i == 0}
                   for i, (n, c) in enumerate((("Holm Bank", 0.88), ("Fair Heath", 0.91),
                                               ("Marsh Quay", 0.76)))],
        "will": ["Create 3 orders", "Reserve 24 ventilators at North depot",
                 "Reserve 4,000 masks at South depot"],
        "notify": ["North General", "Saint Mary", "East Clinic"], "decisions": [],
        "secondSigner": "Four eyes are off until there are accounts."}


def order(number, title, item, amount, unit, source, to, due, state, plan="P-0", **more):
    return {"id": f"O-{number}", "plan": plan, "move": f"{plan}/{number}", "item": item,
            "title": title, "unit": unit, "quantity": amount, "received": 0, "from": source,
            "to": to, "issued": ago(hours=9), "due": due, "state": state, "executor": None,
            "lateMinutes": None, "words": "", "revision": 1,
            "history": [{"at": ago(hours=9), "verb": "issue", "actor": ACTOR, "words": ""}], **more}


def old_orders():
    north = {"id": "averlyn-s1", "name": "North depot"}
    south = {"id": "averlyn-s2", "name": "South depot"}
    east = {"id": "averlyn-h04", "name": NAMES[3]}
    vale = {"id": "averlyn-h05", "name": NAMES[4]}
    return [
        order(1, "Oxygen", "oxygen", 60, "m3", south, east, ago(minutes=130), "late",
              executor="averlyn-v2", lateMinutes=130),
        order(2, "Masks", "mask", 2000, "pieces", north, vale, ahead(hours=3), "executing",
              executor="averlyn-v1"),
        order(3, "Gowns", "gown", 300, "pieces", north, east, ahead(hours=6), "bound",
              executor="averlyn-v3"),
        order(4, "Antivirals", "antiviral", 120, "courses", south, vale, ago(hours=20), "executed",
              executor="averlyn-v1", received=120),
    ]


def feeds(state, paused):
    found = []
    for i, (name, title, kind, reports) in enumerate((
            ("cases", "Laboratory reports", "watch", "cases"),
            ("calls", "Emergency calls", "pull", "fever-calls"),
            ("weekly", "Weekly return", "pull", "cases-weekly"),
            ("beds", "Beds of the hospitals", "watch", "beds"))):
        troubled = state not in ("empty", "quiet") and i in (1, 3)
        now = "paused" if name in paused else ["late", "failing"][i // 2] if troubled else "healthy"
        days = []
        for d in range(-27, 1):
            mark = "none" if i == 2 and d % 7 else "good"
            if i == 1 and d % 9 == 0:
                mark = "late"
            if troubled and d >= (-1 if i == 1 else -3):
                mark = "missing" if i == 1 else "partial"
            days.append({"date": day(d), "state": mark,
                         "rows": 0 if mark in ("none", "missing") else 420,
                         "quarantined": 3 if mark == "partial" else 0})
        found.append({
            "name": name, "title": title, "kind": kind,
            "from": f"/srv/salus/inbox/{name}" if kind == "watch" else
            f"https://reports.example.org/{name}.csv", "reports": reports, "state": now,
            "words": f"Late by {26 + i} hours; last report of 19 Nov." if troubled else
            "Reads each morning at 06:00.", "due": ago(hours=1), "next": ahead(hours=23),
            "lastAttempt": ago(minutes=40), "lastReport": ago(hours=26 if troubled else 1),
            "lagHours": 26 if troubled else 1, "completeness": 0.61 if troubled else 0.97,
            "read": 11760 - 40 * i, "accepted": 11600 - 40 * i, "duplicate": 12 * i,
            "corrected": 8, "quarantined": 9 if i == 3 and troubled else 0, "days": days,
            "quarantine": [{"import": f"i-{50 + k}", "file": f"beds-2026-11-{19 - k}.csv",
                            "rows": 3, "reason": "occupied is no whole number from 0",
                            "at": ago(hours=26 + 24 * k)} for k in range(2 if i == 3 else 0)],
            "affects": [["Detection in every ward", "Forecast of the weekly return"],
                        ["Grade II warnings that need a second source class"],
                        ["Forecast of the weekly return"], ["Demand of every hospital", "Plans"]][i],
        })
    return found


def triangle(ask, version, quiet):
    days, delays = 21, list(range(0, 8))
    counts = []
    for i in range(days):
        total = 60 + 6 * i
        row = [round(total * (1 - 0.7 * 0.45 ** d)) if d <= days - 1 - i else None for d in delays]
        counts.append(row)
    return {"version": version, "signal": ask.get("signal"),
            "place": {"id": "region", "name": "Meridian"},
            "dates": [] if quiet else [day(i - days + 1) for i in range(days)], "delays": delays,
            "counts": counts, "share": [round(1 - 0.7 * 0.45 ** d, 2) for d in delays],
            "sentence": "30 % of a day's cases are known on the day itself, 94 % after three days."}
