"""What is known and done in the generated region beyond its numbers.

A double that remembers what is done to it: a decision, a signature, a receipt. Nothing is real.
"""

import copy
import math

from fixture_facts import (
    ACTOR, LEVELS, NAMES, NORMAL, NOW, RESOURCES, STEPS, TWENTY, VERBS, ago, clock, course, day, fan, feeds,
    old_orders, order, plan, settle, site, stamp, triangle, units, warnings)
from fixture_region import LAST


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
                          "anna (not verified) confirmed it at 06:38, two minutes ago.",
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
        warning["can"] = VERBS[warning["state"]]
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
        if verb not in STEPS[found["state"]]:
            raise Refusal(409, "Not in this state", f"{found['id']} is {found['state']}.")
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
        found["can"] = STEPS[found["state"]]
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
            {"id": f"averlyn-h0{i + 1}", "name": name,
             "place": {"id": f"district:{i + 1}", "name": ""},
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
                "resource": what[0], "title": what[1], "unit": what[2],
                "isCumulative": what[3] == "consumable", "capacity": capacity,
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
                      "anna (not verified) acted on it at 06:38.", "Look at how it stands now.")
