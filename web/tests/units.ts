import assert from "node:assert/strict";
import test from "node:test";

import { weekMeans } from "../src/charts/EpiCurve";
import { over } from "../src/charts/QuantileDotplot";
import { dateOf, dayNumber, monthStarts } from "../src/dates";
import { actorWords, age, chances, counted, minutesWords, rough, unitWords } from "../src/format";
import { classWords, mix, word } from "../src/map/palette";
import { fit, rasterise } from "../src/map/raster";
import { neighbour, shapeOf } from "../src/map/shape";
import { read } from "../src/parts/BedRow";
import { csv } from "../src/save";
import { linear, linePath, logarithmic, logTicks, roundStep, ticks } from "../src/scale";
import { EventParser } from "../src/stream";

/** A square of four by four squares, ten units wide each. */
function board() {
  const regions = Array.from({ length: 16 }, (_, n) => {
    const x = (n % 4) * 10;
    const y = Math.floor(n / 4) * 10;
    const ring = [x, y, x + 10, y, x + 10, y + 10, x, y + 10];
    return { id: `r${n}`, name: `Region ${n}`, rings: [ring] };
  });
  return { version: 1, level: "ward", width: 40, height: 40, regions };
}

test("each pixel belongs to exactly the region that holds its centre", () => {
  const geo = board();
  const ids = rasterise(geo.regions, 80, 80, { scale: 2, left: 0, top: 0 });
  for (let y = 0; y < 80; y += 1) {
    for (let x = 0; x < 80; x += 1) {
      assert.equal(ids[y * 80 + x], 1 + Math.floor(x / 20) + 4 * Math.floor(y / 20));
    }
  }
});

test("a slanted region holds the pixels whose centres lie inside it", () => {
  const [ax, ay, bx, by, cx, cy] = [3.3, 1.2, 55.7, 20.9, 12.4, 58.6];
  const region = { id: "t", name: "T", rings: [[ax, ay, bx, by, cx, cy]] };
  const ids = rasterise([region], 60, 60, { scale: 1, left: 0, top: 0 });
  const side = (px: number, py: number, qx: number, qy: number, x: number, y: number) =>
    (qx - px) * (y - py) - (qy - py) * (x - px);
  for (let y = 0; y < 60; y += 1) {
    for (let x = 0; x < 60; x += 1) {
      const at = [x + 0.5, y + 0.5] as const;
      const inside =
        side(ax, ay, bx, by, ...at) > 0 &&
        side(bx, by, cx, cy, ...at) > 0 &&
        side(cx, cy, ax, ay, ...at) > 0;
      assert.equal(ids[y * 60 + x], inside ? 1 : 0, `${x} ${y}`);
    }
  }
});

test("a hole stays outside", () => {
  const ring = [0, 0, 30, 0, 30, 30, 0, 30];
  const hole = [10, 10, 20, 10, 20, 20, 10, 20];
  const ids = rasterise([{ id: "a", name: "A", rings: [ring, hole] }], 30, 30, {
    scale: 1,
    left: 0,
    top: 0,
  });
  assert.equal(ids.reduce((n, id) => n + id, 0), 900 - 100);
  assert.equal(ids[15 * 30 + 15], 0);
});

test("a map larger than the window is cut, not wrapped", () => {
  const ids = rasterise(board().regions, 20, 20, { scale: 1, left: 25, top: 25 });
  assert.equal(ids[0], 11);
  assert.equal(ids[19 * 20 + 19], 0);
});

test("the whole map fits with its margin", () => {
  const place = fit(400, 100, 220, 300, 10);
  assert.equal(place.scale, 0.5);
  assert.equal((0 - place.left) * place.scale, 10);
  assert.equal((50 - place.top) * place.scale, 150);
});

test("walking goes to the neighbour and stops at the edge", () => {
  const shape = shapeOf(board(), []);
  assert.equal(neighbour(shape, 5, 1, 0), 6);
  assert.equal(neighbour(shape, 5, 0, 1), 9);
  assert.equal(neighbour(shape, 5, -1, 0), 4);
  assert.equal(neighbour(shape, 3, 1, 0), null);
});

test("the outline is what belongs to one region, borders part different parents", () => {
  const places = board().regions.map((region, n) => ({
    id: region.id,
    name: region.name,
    level: "ward",
    parent: n % 4 < 2 ? "west" : "east",
  }));
  const shape = shapeOf(board(), places);
  assert.equal(shape.outline.length / 4, 16);
  assert.equal(shape.between.length / 4, 4);
  assert.deepEqual(shape.parents.map((parent) => [parent.x, parent.y]), [[10, 20], [30, 20]]);
});

test("ticks are round, begin at nothing and reach the top", () => {
  for (const top of [0.3, 1, 7, 23, 99, 101, 2184, 1e6]) {
    const marks = ticks(top, 4);
    assert.equal(marks[0], 0);
    assert.ok((marks[marks.length - 1] ?? 0) >= top);
    assert.ok(marks.length >= 3 && marks.length <= 9, `${top}: ${marks}`);
  }
  assert.equal(roundStep(100, 4), 20);
  assert.deepEqual(logTicks(250), [0, 1, 10, 100, 1000]);
});

test("scales invert", () => {
  for (const scale of [linear(3, 90, 10, 400), logarithmic(0, 900, 300, 20)]) {
    for (const value of [3, 10, 55.5]) {
      assert.ok(Math.abs(scale.invert(scale(value)) - value) < 1e-9);
    }
  }
});

test("a gap breaks a line", () => {
  assert.equal(linePath([0, 1, 2, 3], [5, null, 6, 7]), "M0.0 5.0M2.0 6.0L3.0 7.0");
});

test("the seven-day mean needs seven final days", () => {
  const values = [1, 2, 3, 4, 5, 6, 7, 8, null, 1];
  const means = weekMeans(values, values.map(() => false));
  assert.deepEqual(means.slice(5, 9), [null, 4, 5, null]);
  const open = [false, false, false, false, false, false, true];
  assert.equal(weekMeans([1, 1, 1, 1, 1, 1, 1], open)[6], null);
});

test("dates go there and back over leap days and new years", () => {
  for (const date of ["2024-02-29", "2025-12-31", "2026-01-01", "1970-01-01"]) {
    assert.equal(dateOf(dayNumber(date)), date);
  }
  assert.deepEqual(
    monthStarts(dayNumber("2025-11-15"), dayNumber("2026-02-01")).map(dateOf),
    ["2025-12-01", "2026-01-01", "2026-02-01"],
  );
});

test("events are cut from chunks of any size, and comments are not events", () => {
  const whole =
    ": beat\n\nid: 7\nevent: forecast\ndata: {\"a\":1}\ndata: more\n\n" +
    "id: 8\r\ndata:x\r\n\r\n";
  for (const size of [1, 2, 3, 7, 1000]) {
    const parser = new EventParser();
    const events = [];
    for (let at = 0; at < whole.length; at += size) {
      events.push(...parser.feed(whole.slice(at, at + size)));
    }
    assert.deepEqual(events, [
      { id: "7", topic: "forecast", data: '{"a":1}\nmore' },
      { id: "8", topic: "message", data: "x" },
    ]);
  }
});

test("a table cell can neither break a row nor run in a spreadsheet", () => {
  const text = csv("T", { source: "S", asOf: "now" }, [
    ["name", "n"],
    ['a "b", c', 1],
    ["=1+1", null],
    ["x", -3],
  ]);
  const rows = text.split("\r\n").filter((line) => line !== "" && !line.startsWith("#"));
  assert.deepEqual(rows, ["name,n", '"a ""b"", c",1', "'=1+1,", "x,-3"]);
});

test("colours and class words", () => {
  assert.equal(word("#102030"), 0xff302010);
  assert.equal(mix("#000000", "#ffffff", 0.5), "#808080");
  assert.equal(classWords([0, 1, 5], 1), "1–5");
  assert.equal(classWords([0, 1, 5], 2), "5+");
});

test("a chance is said in twentieths, and never as certain when it is not", () => {
  const said = new Map([
    [0, "0 in 20 chances"],
    [0.001, "under 1 in 20 chances"],
    [0.75, "15 in 20 chances"],
    [0.999, "over 19 in 20 chances"],
    [1, "20 in 20 chances"],
  ]);
  for (const [probability, words] of said) assert.equal(chances(probability), words);
});

test("lengths of time, names of actors and units are said in words", () => {
  assert.deepEqual([0.5, 6.2, 71, null].map(age), ["30 min", "6 h", "3 days", "\u2013"]);
  assert.deepEqual([40, 60, 130].map(minutesWords), ["40 min", "1 h", "2 h 10 min"]);
  assert.deepEqual(["unverified:anna", "unverified:unknown", "feed:beds", "salus"].map(actorWords), [
    "anna (not verified)", "an officer (not verified)", "the feed beds", "salus",
  ]);
  assert.equal(counted(1, "{course}"), "1 course");
  assert.equal(counted(14, "{course}"), "14 courses");
  assert.equal(counted(2.5, "m3"), "2.50 m³");
  assert.equal(counted(7, "1"), "7");
  assert.deepEqual(["{mask}", "m3", "1", "{cases}/wk"].map(unitWords), [
    "mask", "m3", "", "cases a week",
  ]);
  assert.deepEqual([4.2, 0.8, 1234, NaN].map(rough), ["4.2", "0.8", "1,234", "\u2013"]);
});

test("a chance at the capacity itself is not above it", () => {
  assert.equal(over([10, 24, 24, 25, 30], 24), 2);
});

/** A unit of 24 beds with 19 patients. */
function icu() {
  return {
    id: "icu", name: "Intensive care", kind: "icu" as const, beds: 24, open: 22, occupied: 19,
    reserved: 1, closed: 2, free: 2, ventilated: 9, at: null, ageHours: null, isStale: false,
    isOver: false, actor: null, revision: 1,
  };
}

test("a bed entry keeps what is not typed, and reports what is typed again", () => {
  assert.equal(read(icu(), {}).isChanged, false);
  assert.deepEqual(read(icu(), { occupied: "19" }).report, { unit: "icu", occupied: 19 });
  const row = read(icu(), { closed: "0" });
  assert.deepEqual(row.report, { unit: "icu", occupied: 19, closed: 0 });
  assert.equal(row.free, 4);
  assert.equal(read(icu(), { occupied: "23" }).free, -2);
});

test("a bed entry refuses what is no count, and more ventilated than occupied", () => {
  for (const written of ["-1", "2.5", "x", "1e3", "999999", "0x1"]) {
    assert.equal(read(icu(), { occupied: written }).isFaulty, true, written);
  }
  assert.equal(read(icu(), { occupied: "8" }).isFaulty, true);
  assert.equal(read(icu(), { occupied: "8", ventilated: "8" }).isFaulty, false);
});
