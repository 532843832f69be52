"""Warnings, beds, demand, plans, orders and feeds of the generated region, as they begin."""

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


VERBS = {"waiting": ["confirm", "watch", "shelve", "dismiss", "acknowledge"],
         "watched": ["confirm", "shelve", "dismiss"], "confirmed": ["dismiss"],
         "shelved": ["confirm", "watch", "shelve", "dismiss"], "dismissed": ["confirm", "watch"]}
STEPS = {"issued": ["bind", "start", "receive", "cancel"],
         "bound": ["bind", "send", "start", "receive", "cancel"],
         "sent": ["bind", "start", "receive", "cancel"], "executing": ["receive", "cancel"],
         "late": ["bind", "receive", "cancel"], "executed": ["receive"],
         "cancelled": ["receive"]}


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
            "until": None, "revision": 1, "can": VERBS["waiting"], "decisions": [], "notices": [],
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
         "state": "watched", "revision": 2, "can": VERBS["watched"],
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
            "onTime": sure,
            "lots": [{"lot": f"L{i}7", "quantity": amount, "expires": "2027-03-31"}],
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
            "lateMinutes": None, "words": "", "revision": 1, "can": STEPS[state],
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
                        ["Forecast of the weekly return"],
                        ["Demand of every hospital", "Plans"]][i],
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
