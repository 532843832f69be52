"""A generated region for the state tests: wards, reports, detections and forecasts.

A test double of the HTTP contract. Nothing here is real, and nothing of it is shipped.
"""

import math
import random
from datetime import date, timedelta

LAST = date(2026, 11, 20)
BREAKS = [0, 1, 5, 15, 40, 80, 120]
MISSING, SUPPRESSED = 255, 254
LEVELS = [
    0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5,
    0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.975, 0.99,
]
SCORES = [
    -2.326, -1.960, -1.645, -1.282, -1.036, -0.842, -0.674, -0.524, -0.385, -0.253, -0.126, 0.0,
    0.126, 0.253, 0.385, 0.524, 0.674, 0.842, 1.036, 1.282, 1.645, 1.960, 2.326,
]
STEMS = (
    "Alder Ash Barrow Beck Birch Bram Brook Carr Cinder Clay Cold Corn Dale Elm Fair Fen Fern "
    "Glen Gold Green Harrow Hazel Heather High Holm Iron Kings Lark Linden Long Marsh Mill Moor "
    "North Oak Orchard Pine Quarry Raven Red Rook Rush Salt Sand Silver South Stone Thorn West "
    "Whit Willow Wood"
).split()
ENDS = "field ford gate ham hill hurst ley mead port side stead stow ton wick worth".split()


def clip(polygon, ax, ay, bx, by):
    """Keeps the part of a polygon that is nearer to a than to b."""
    mx, my, nx, ny = (ax + bx) / 2, (ay + by) / 2, bx - ax, by - ay
    out = []
    for i, (px, py) in enumerate(polygon):
        qx, qy = polygon[(i + 1) % len(polygon)]
        p = (px - mx) * nx + (py - my) * ny
        q = (qx - mx) * nx + (qy - my) * ny
        if p <= 0:
            out.append((px, py))
        if (p < 0 < q) or (q < 0 < p):
            t = p / (p - q)
            out.append((px + t * (qx - px), py + t * (qy - py)))
    return out


def cells(count, rng):
    """About `count` Voronoi cells inside a ragged oval, as integer rings."""
    columns = int(math.sqrt(count * 1.9 * 1.45))
    rows = int(columns / 1.45)
    size = 1400 / columns
    seeds = []
    for r in range(-1, rows + 1):
        for c in range(-1, columns + 1):
            seeds.append((
                (c + 0.5 + rng.uniform(-0.38, 0.38)) * size,
                (r + 0.5 + rng.uniform(-0.38, 0.38)) * size,
                c, r,
            ))
    index = {(c, r): (x, y) for x, y, c, r in seeds}
    width, height = columns * size, rows * size
    found = []
    for x, y, c, r in seeds:
        turn = math.atan2(y - height / 2, x - width / 2)
        edge = 0.88 + 0.07 * math.sin(3 * turn + 0.6) + 0.05 * math.sin(7 * turn)
        if math.hypot((x / width - 0.5) * 2, (y / height - 0.5) * 2) > edge:
            continue
        polygon = [(x - 3 * size, y - 3 * size), (x + 3 * size, y - 3 * size),
                   (x + 3 * size, y + 3 * size), (x - 3 * size, y + 3 * size)]
        for dc in range(-2, 3):
            for dr in range(-2, 3):
                other = index.get((c + dc, r + dr))
                if other is not None and (dc or dr):
                    polygon = clip(polygon, x, y, *other)
        ring = [round(v) for point in polygon for v in point]
        found.append((x, y, ring))
    rng.shuffle(found)
    found = found[:] if len(found) < count else sorted(
        found, key=lambda f: math.hypot(f[0] - width / 2, f[1] - height / 2))[:count]
    return found, round(width), round(height)


class Region:
    """Everything the double answers with, made once from a seed."""

    def __init__(self, wards=420, days=320, seed=7):
        rng = random.Random(seed)
        self.days = days
        self.dates = [(LAST - timedelta(days=days - 1 - i)).isoformat() for i in range(days)]
        found, self.width, self.height = cells(wards, rng)
        names = [a + b for a in STEMS for b in ENDS]
        rng.shuffle(names)
        centres = [(self.width * (0.25 + 0.5 * (i % 4) / 3), self.height * (0.25 + 0.5 * (i // 4) / 2))
                   for i in range(12)]
        self.places = [{"id": "region", "name": "Meridian", "level": "region", "parent": None,
                        "population": 0}]
        for i in range(12):
            self.places.append({"id": f"district:{i + 1}", "name": f"{STEMS[i * 4]} district".replace(
                "district", ["Bank", "Heath", "Vale", "Quay", "Cross", "Park"][i % 6]),
                "level": "district", "parent": "region", "population": 0})
        self.regions, self.rates = [], []
        hot = (self.width * 0.62, self.height * 0.42)
        for n, (x, y, ring) in enumerate(found):
            district = min(range(12), key=lambda i: math.hypot(x - centres[i][0], y - centres[i][1]))
            people = int(1_000_000 / len(found) * rng.uniform(0.5, 1.6))
            # With very many wards the names would run out; a number tells them apart.
            name = names[n % len(names)].capitalize()
            if n >= len(names):
                name = f"{name} {n // len(names) + 1}"
            self.regions.append({"id": f"ward:{n + 1}", "name": name, "population": people,
                                 "rings": [ring]})
            self.places.append({"id": f"ward:{n + 1}", "name": name, "level": "ward",
                                "parent": f"district:{district + 1}", "population": people})
            self.places[district + 1]["population"] += people
            self.places[0]["population"] += people
            away = math.hypot(x - hot[0], y - hot[1]) / self.width
            self.rates.append((people, away, rng.random()))
        self.cases = [self._ward(i, rng) for i in range(len(self.regions))]
        self.geo = {"version": 3, "level": "ward", "width": self.width, "height": self.height,
                    "regions": self.regions, "lines": [{"name": "River", "path": [
                        v for i in range(41) for v in (
                            round(self.width * (0.08 + 0.84 * i / 40)),
                            round(self.height * (0.62 - 0.22 * i / 40
                                                 + 0.06 * math.sin(i / 4))))]}]}

    def _ward(self, n, rng):
        people, away, luck = self.rates[n]
        values = []
        for day in range(self.days):
            wave = math.exp(-((day - (150 + 260 * away)) / 30) ** 2) * 26 * math.exp(-3 * away)
            now = math.exp((day - self.days) / 15) * 70 * math.exp(-9 * away) * (0.4 + luck)
            mean = people / 100_000 * (1.2 + wave + now) * (0.72 if day % 7 in (5, 6) else 1.1)
            values.append(max(0, round(rng.gauss(mean, math.sqrt(mean + 0.05)))))
        if luck > 0.97:
            for day in range(self.days - 3, self.days):
                values[day] = None
        return values

    def series(self, place):
        """The daily counts of a place: its own, or the sum of its wards."""
        if place.startswith("ward:"):
            return self.cases[int(place[5:]) - 1]
        chosen = [i for i, region in enumerate(self.regions) if place == "region"
                  or self.places[13 + i]["parent"] == place]
        return [sum(self.cases[i][d] or 0 for i in chosen) for d in range(self.days)]

    def week(self, n, day):
        """The last seven days of a ward and their rate; None where a day is silent."""
        values = self.cases[n][max(0, day - 6):day + 1]
        if any(v is None for v in values):
            return None, None
        return sum(values), sum(values) / self.rates[n][0] * 100_000

    def klass(self, n, day):
        cases, rate = self.week(n, day)
        if cases is None:
            return MISSING
        if 0 < cases < 5 and rate >= 80:
            return SUPPRESSED
        return max(i for i, low in enumerate(BREAKS) if rate >= low)

    def detections(self):
        """The wards whose last week is furthest above the weeks before."""
        found = []
        for n, region in enumerate(self.regions):
            cases, _ = self.week(n, self.days - 1)
            before, _ = self.week(n, self.days - 29)
            if cases is None or before is None:
                continue
            usual = max(1.5, before)
            bound = usual + 2.6 * math.sqrt(usual) + 1
            if cases > bound:
                found.append((cases / bound, n, cases, usual, bound, region))
        found.sort(reverse=True)
        return [{
            "id": f"d-{n + 1}", "signal": "cases", "signalTitle": "Laboratory-confirmed cases",
            "place": {"id": region["id"], "name": region["name"], "level": "ward"},
            "date": LAST.isoformat(), "since": (LAST - timedelta(days=2 + n % 5)).isoformat(),
            "observed": cases, "expected": round(usual, 1), "upper": round(bound, 1),
            "score": round(score, 2), "method": "farrington-flexible", "sourceClass": "laboratory",
            "completeness": 0.91, "agreeing": ["ears-c1", "ears-c2"][: n % 3],
            "state": "open",
            "words": f"{cases} seen, {round(usual)} usual; above the bound of {round(bound)} since "
                     f"{(LAST - timedelta(days=2 + n % 5)).strftime('%-d %b')}",
        } for score, n, cases, usual, bound, region in found]
