"""Serves the built pages and a double of the contract, in one of several states.

States: ordinary, empty (nothing imported), quiet (data, but no detection and no forecast),
partial (silent wards, low completeness, no boundaries of one series), error (every second
answer is a problem document), down (all answers are), stale (the stream falls silent), slow, huge,
conflict (every act meets that somebody else was first).
"""

import gzip
import json
import math
import sys
import threading
import time
from datetime import date, timedelta
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from fixture_acts import Acts, Refusal
from fixture_region import BREAKS, LAST, LEVELS, SCORES, Region

DIST = Path(__file__).resolve().parents[2] / "web" / "dist"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml",
         ".html": "text/html; charset=utf-8", ".woff2": "font/woff2"}
SIGNALS = [
    {"id": "cases", "title": "Laboratory-confirmed cases", "unit": "cases a day", "period": "day",
     "measure": "count", "sourceClass": "laboratory", "levels": ["ward", "district", "region"],
     "from": "2026-01-05", "through": LAST.isoformat()},
    {"id": "fever-calls", "title": "Emergency calls for fever", "unit": "calls a day",
     "period": "day", "measure": "count", "sourceClass": "calls",
     "levels": ["ward", "district", "region"], "from": "2026-01-05", "through": LAST.isoformat()},
    {"id": "cases-weekly", "title": "Confirmed cases, weekly return", "unit": "cases a week",
     "period": "week", "measure": "count", "sourceClass": "laboratory",
     "levels": ["district", "region"], "from": "2026-01-10", "through": "2026-11-14"},
]


@lru_cache(maxsize=2)
def region(wards):
    return Region(wards=wards)


class Answers:
    """The bodies of the contract, made from a region in a state."""

    def __init__(self, state):
        self.state = state
        self.version = 1842
        self.acts = Acts(state)
        self.region = region(3085 if state == "huge" else 420)

    def place(self, place):
        return next((p for p in self.region.places if p["id"] == place), self.region.places[0])

    def places(self, ask):
        return {"version": self.version,
                "places": [] if self.state == "empty" else self.region.places,
                "mapped": [] if self.state in ("empty", "unmapped") else ["ward"]}

    def signals(self, ask):
        return {"version": self.version, "signals": [] if self.state == "empty" else SIGNALS}

    def summary(self, ask):
        if self.state == "empty":
            return {"version": 0, "asOf": "latest", "place": None, "day": None, "stats": [],
                    "changes": [], "openDetections": 0, **self.acts.summary()}
        place = self.place(ask.get("geo", "region"))
        values = self.region.series(place["id"])
        week = sum(v or 0 for v in values[-7:])
        before = sum(v or 0 for v in values[-14:-7]) or 1
        complete = 0.61 if self.state == "partial" else 0.92
        found = self.detections({})["detections"]
        moved = round((week / before - 1) * 100)
        trend = {"direction": "up" if moved > 2 else "down" if moved < -2 else "level",
                 "words": f"{abs(moved)} % {'more' if moved >= 0 else 'fewer'} than the week before"}
        stat = {"asOf": LAST.isoformat(), "completeness": complete, "note": None, "trend": None,
                "lower": None, "upper": None}
        stats = [
            {**stat, "id": "reproduction", "label": "Reproduction number", "value": 1.31,
             "lower": 1.22, "upper": 1.40, "unit": "new infections from each case",
             "source": f"EpiEstim method · cases · v{self.version}",
             "trend": {"direction": "up", "words": "above 1 since 2 Nov"}},
            {**stat, "id": "cases", "label": "Confirmed cases, 7 days", "value": week,
             "lower": week, "upper": round(week * 1.11), "unit": "cases a week, late reports added",
             "source": f"laboratory · cases · v{self.version}", "trend": trend},
            {**stat, "id": "calls", "label": "Fever calls, 7 days", "value": round(week * 2.3),
             "unit": "calls a week", "source": f"calls · fever-calls · v{self.version}",
             "trend": {"direction": "level", "words": "as many as the week before"},
             "completeness": 1.0},
            {**stat, "id": "forecast", "label": "Forecast, week to 28 Nov", "value": round(week * 1.3),
             "lower": round(week * 1.05), "upper": round(week * 1.7), "level": 0.95,
             "unit": "cases a week",
             "source": "seirh 0.1 · issued 14 Nov", "completeness": None,
             "trend": {"direction": "up", "words": "likely to rise"}},
        ]
        changes = [
            ("detection", "3 new signals in Bank and Cross districts", "/watch/signals?state=open"),
            ("observations", "1,240 laboratory reports for 19 and 20 Nov", None),
            ("forecast", "Forecast of 14 Nov issued for 13 places", "/watch/forecasts"),
            ("reproduction", "Reproduction number rose from 1.18 to 1.31", None),
            ("import", "Weekly return to 14 Nov imported, 4 corrections", None),
        ]
        return {"version": self.version, "asOf": ask.get("asof", "latest"), "place": place,
                "day": LAST.isoformat(), "stats": stats, "openDetections": len(found),
                **self.acts.summary(),
                "changes": [] if self.state == "quiet" else [
                    {"sequence": self.version - i * 7, "recorded": f"2026-11-20T06:{40 - i * 7:02}:00Z",
                     "kind": kind, "text": words, "link": link}
                    for i, (kind, words, link) in enumerate(changes)]}

    def geo(self, level):
        if level != "ward" or self.state == "unmapped":
            raise Missing("No boundaries are registered", f"Level {level} has no outlines.",
                          "Import them with salus import boundaries.")
        return self.region.geo

    def window(self, ask):
        dates = self.region.dates
        start = ask.get("from")
        first = dates.index(start) if start in dates else 0
        return first, dates[first:]

    def cube(self, signal, ask):
        first, dates = self.window(ask)
        body = bytes(self.region.klass(n, d) for d in range(first, self.region.days)
                     for n in range(len(self.region.regions)))
        head = {"signal": signal, "level": "ward", "from": dates[0], "days": len(dates),
                "regions": [r["id"] for r in self.region.regions],
                "regionCount": len(self.region.regions), "step": 1, "breaks": BREAKS,
                "unit": "per 100 000 in 7 days", "version": self.version,
                "provisionalFrom": (LAST - timedelta(days=4)).isoformat()}
        return body, head

    def table(self, ask):
        day = ask.get("day", LAST.isoformat())
        d = self.region.dates.index(day)
        rows = []
        for n, ward in enumerate(self.region.regions):
            cases, rate = self.region.week(n, d)
            before, _ = self.region.week(n, max(0, d - 7))
            kind = self.region.klass(n, d)
            rows.append({"place": ward["id"], "name": ward["name"], "population": ward["population"],
                         "cases7d": None if kind >= 254 else cases,
                         "rate": None if kind >= 254 else round(rate, 1), "class": kind,
                         "change": None if not before or cases is None else
                         round(cases / before - 1, 3)})
        return {"day": day, "rows": rows}

    def series(self, ask):
        place = self.place(ask.get("place", "region"))
        first, dates = self.window(ask)
        values = self.region.series(place["id"])[first:]
        open_ = [i >= len(dates) - 5 for i in range(len(dates))]
        signal = next((s for s in SIGNALS if s["id"] == ask.get("signal")), SIGNALS[0])
        if signal["period"] == "week":
            dates, values, open_ = dates[6::7], [
                sum(v or 0 for v in values[i - 6:i + 1]) for i in range(6, len(values), 7)], open_[6::7]
        return {"version": self.version, "asOf": ask.get("asof", "latest"), "signal": signal,
                "place": place, "dates": dates, "values": values, "provisional": open_,
                "completeness": [0.8 if o else 1.0 for o in open_],
                "sentence": f"Reports in {place['name']} have risen for three weeks; the last five "
                            "days are still being filled in."}

    def detections(self, ask):
        found = [] if self.state in ("empty", "quiet") else self.region.detections()
        if self.state != "huge":
            found = found[:14]
        if ask.get("signal"):
            found = [d for d in found if d["signal"] == ask["signal"]]
        return {"version": self.version, "detections": found, "next": None,
                "lastRun": None if self.state == "empty" else {
                    "at": "2026-11-20T06:00:00Z", "day": LAST.isoformat(), "series": 866}}

    def evidence(self, name):
        found = next((d for d in self.detections({})["detections"] if d["id"] == name), None)
        if found is None:
            raise Missing("No such signal", f"There is no signal {name}.", "Go back to the list.")
        n = int(name[2:]) - 1
        span = range(self.region.days - 84, self.region.days)
        observed = [self.region.week(n, d)[0] for d in span]
        usual = found["expected"]
        expected = [round(usual * (1 + 0.12 * math.sin(d / 9)), 1) for d in span]
        upper = [round(e + 2.6 * math.sqrt(e) + 1, 1) for e in expected]
        return {
            "version": self.version, "detection": found,
            "series": {"dates": [self.region.dates[d] for d in span], "observed": observed,
                       "expected": expected, "upper": upper,
                       "alarm": [o is not None and o > u for o, u in zip(observed, upper)],
                       "provisional": [d >= self.region.days - 5 for d in span]},
            "methods": [
                {"method": m, "alarm": a, "upper": found["upper"], "expected": usual,
                 "words": f"bound {found['upper']}, usual {usual}"}
                for m, a in (("farrington-flexible", True), ("ears-c1", True), ("ears-c2", n % 2 == 0),
                             ("ears-c3", False))],
            "reproduction": {"mean": 1.46, "lower": 1.12, "upper": 1.85, "from": "2026-11-09",
                             "to": "2026-11-15", "weak": n % 2 == 0,
                             "words": "Each case led to about 1.5 more; surely above 1."},
            "past": [] if n % 3 == 0 else [
                {"id": "d-9001", "since": "2026-05-02", "until": "2026-05-21", "peak": 38,
                 "words": "Peak of 38 a week, over after 19 days"}],
            "sentence": f"{found['place']['name']} reported {found['observed']} cases in seven days "
                        f"where {round(usual)} are usual, and its neighbours are rising too.",
        }

    def runs(self, ask):
        dates = [date(2026, 11, 14) - timedelta(weeks=i) for i in range(10)]
        return {"version": self.version, "forecasts": [] if self.state in ("empty", "quiet") else [
            {"id": f"f-{d.isoformat()}", "signal": "cases-weekly", "referenceDate": d.isoformat(),
             "kind": "issued" if i < 3 else "hindcast", "asOf": d.isoformat(), "model": "seirh",
             "modelVersion": "0.1", "seed": 7, "sequence": 1800 - i * 40, "places": 13,
             "recorded": f"{d.isoformat()}T06:00:00Z"} for i, d in enumerate(dates)]}

    def forecast(self, signal, ask):
        place = self.place(ask.get("place", "region"))
        if self.state == "quiet" or place["level"] == "ward":
            raise Missing("No forecast for this place", f"Nothing is forecast for {place['name']}.",
                          "Forecasts are made for districts and the region.")
        values = self.region.series(place["id"])
        weeks = [(self.region.dates[i], sum(values[i - 6:i + 1]))
                 for i in range(6, self.region.days) if date.fromisoformat(
                     self.region.dates[i]).weekday() == 5]
        reference = ask.get("reference") or "2026-11-14"
        at = next((i for i, (d, _) in enumerate(weeks) if d == reference), None)
        if at is None:
            raise Missing("No such forecast", f"None was made for {reference}.", "")
        level = weeks[at - 1][1]

        def fan(start, begin):
            dates = [(begin + timedelta(weeks=h)).isoformat() for h in range(4)]
            rows = [[max(0.0, start * 1.12 ** (h + 1) * math.exp(z * 0.11 * math.sqrt(h + 1)))
                     for z in SCORES] for h in range(4)]
            return dates, rows

        dates, rows = fan(level, date.fromisoformat(reference))
        past = []
        for k in range(1, 13):
            if at - k < 1:
                break
            d = weeks[at - k][0]
            days, q = fan(weeks[at - k - 1][1], date.fromisoformat(d))
            past.append({"referenceDate": d, "kind": "hindcast" if k > 2 else "issued", "dates": days,
                         "median": [r[11] for r in q], "lower50": [r[6] for r in q],
                         "upper50": [r[16] for r in q], "lower80": [r[3] for r in q],
                         "upper80": [r[19] for r in q], "lower95": [r[1] for r in q],
                         "upper95": [r[21] for r in q]})
        weak = self.state == "partial"
        return {
            "version": self.version, "asOf": ask.get("asof", "latest"), "signal": SIGNALS[2],
            "place": place,
            "observed": {"dates": [d for d, _ in weeks], "values": [v for _, v in weeks],
                         "provisional": [i >= len(weeks) - 1 for i in range(len(weeks))]},
            "then": {"dates": [d for d, _ in weeks[at - 6:at]],
                     "values": [round(v * (0.93 - 0.02 * i)) for i, (_, v) in
                                enumerate(weeks[at - 6:at])]},
            "forecast": {"id": f"f-{reference}", "referenceDate": reference,
                         "dataThrough": weeks[at - 1][0],
                         "kind": "issued" if reference > "2026-10-25" else "hindcast",
                         "model": "seirh", "modelVersion": "0.1", "asOf": reference, "seed": 7,
                         "sequence": 1800, "dates": dates, "levels": LEVELS, "quantiles": rows},
            "past": past,
            "scores": None if weak else {
                "n": 96, "words": "Over 24 weeks the forecast beat the baseline by 18 %; its "
                                  "intervals were a little too narrow two weeks ahead.",
                "byHorizon": [{"horizon": h, "n": 24 - h, "wis": 21.4 * (1 + 0.7 * h),
                               "baseline": 26.2 * (1 + 0.75 * h), "ratio": [0.81, 0.79, 0.84, 1.03][h],
                               "coverage50": [0.52, 0.47, 0.44, 0.41][h],
                               "coverage80": [0.81, 0.77, 0.74, 0.70][h],
                               "coverage95": [0.95, 0.94, 0.91, 0.89][h]} for h in range(4)]},
            "reliable": not weak,
            "caution": "Only 61 % of the reports for the last week have come in, and too few "
                       "earlier forecasts are scored to know how wide it ought to be." if weak
            else None,
            "sentence": f"{place['name']} is likely to see between {round(rows[3][3])} and "
                        f"{round(rows[3][19])} cases in the week to {dates[3]} (80 %).",
        }


class Missing(Exception):
    def __init__(self, title, detail, hint):
        super().__init__(title)
        self.document = {"type": "about:blank", "title": title, "status": 404, "detail": detail,
                         "hint": hint, "requestId": "r-0404"}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def reply(self, body, kind, status=200, extra=()):
        if len(body) > 1000:
            body = gzip.compress(body, 5)
            extra = (*extra, ("Content-Encoding", "gzip"))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", "default-src 'self'")
        self.send_header("X-Content-Type-Options", "nosniff")
        for key, value in extra:
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        split = urlsplit(self.path)
        ask = {k: v[0] for k, v in parse_qs(split.query).items()}
        try:
            if split.path.startswith("/api/v1/"):
                self.api(unquote(split.path[len("/api/v1/"):]), ask)
            elif split.path.startswith("/assets/"):
                file = DIST / split.path[len("/assets/"):]
                self.reply(file.read_bytes(), TYPES.get(file.suffix, "application/octet-stream"))
            else:
                self.reply((DIST / "index.html").read_bytes(), TYPES[".html"])
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def do_POST(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length) or b"{}")
        parts = [unquote(part) for part in urlsplit(self.path).path[len("/api/v1/"):].split("/")]
        answers = self.server.answers
        self.server.posts.append((parts, body))
        try:
            value = answers.acts.post(parts, body, answers.version + 1)
            answers.version += 1
            self.reply(json.dumps(value).encode(), "application/json")
        except Refusal as refusal:
            self.reply(json.dumps(refusal.document).encode(), "application/problem+json",
                       refusal.status)

    def api(self, path, ask):
        answers = self.server.answers
        state = answers.state
        if path == "stream":
            self.stream(answers)
            return
        if state == "slow":
            time.sleep(3)
        if state == "down" or (state == "error" and path.split("/")[0] in (
                "summary", "series", "cube", "detections", "forecasts", "warnings", "demand",
                "plans", "operations", "feeds", "handover", "capacity")):
            document = {"type": "about:blank", "title": "The journal is busy", "status": 503,
                        "detail": "The answer could not be read in time.",
                        "hint": "Try again in a few seconds.", "requestId": "r-7f3a91"}
            self.reply(json.dumps(document).encode(), "application/problem+json", 503)
            return
        try:
            parts = path.split("/")
            if parts[0] == "cube" and len(parts) == 2:
                body, head = answers.cube(parts[1], ask)
                self.reply(body, "application/octet-stream", extra=(
                    ("Salus-Cube", json.dumps(head, separators=(",", ":"))),))
                return
            if parts[0] == "cube":
                value = answers.table(ask)
            elif parts[0] == "geo":
                value = answers.geo(parts[1])
            elif parts[0] == "detections" and len(parts) == 3:
                value = answers.evidence(parts[1])
            elif parts[0] == "forecasts" and len(parts) == 2:
                value = answers.forecast(parts[1], ask)
            elif parts[0] == "forecasts":
                value = answers.runs(ask)
            else:
                value = answers.acts.get(parts, ask, answers.version)
                if value is None:
                    value = getattr(answers, parts[0])(ask)
            self.reply(json.dumps(value).encode(), "application/json")
        except Missing as missing:
            self.reply(json.dumps(missing.document).encode(), "application/problem+json", 404)
        except Refusal as refusal:
            self.reply(json.dumps(refusal.document).encode(), "application/problem+json",
                       refusal.status)

    def stream(self, answers):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b": hello\n\n")
        self.wfile.flush()
        # As the real stream does: go on after what was heard last.
        told = int(self.headers.get("Last-Event-ID") or answers.version)
        self.server.followers += 1
        try:
            while not self.server.stopping.wait(0.1):
                if answers.version > told and answers.state != "stale":
                    told = answers.version
                    self.wfile.write(
                        f"id: {told}\nevent: observations\ndata: {json.dumps({'seq': told})}\n\n"
                        .encode())
                    self.wfile.flush()
        finally:
            self.server.followers -= 1
            self.close_connection = True


class FixtureServer:
    """A running double; `version` may be raised to send an event to the pages."""

    def __init__(self, state="ordinary", port=0):
        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        self.server.answers = Answers(state)
        self.server.stopping = threading.Event()
        self.server.followers = 0
        self.server.posts = []
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.stopping.set()
        self.server.shutdown()
        self.server.server_close()

    def grow(self):
        """One more event in the journal."""
        self.server.answers.version += 1


if __name__ == "__main__":
    with FixtureServer(sys.argv[1] if len(sys.argv) > 1 else "ordinary",
                       int(sys.argv[2]) if len(sys.argv) > 2 else 8091) as running:
        print(running.address, flush=True)
        threading.Event().wait()
