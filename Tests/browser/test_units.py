"""The pages' pure parts (map raster, scales, stream parser, CSV), run by Node's own test runner."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_pure_parts(tmp_path):
    bundle = tmp_path / "units.mjs"
    # The catalogue reads the page's language; outside of a page there is none.
    page = 'const document = { documentElement: { lang: "en" } };'
    subprocess.run(
        ["esbuild", "web/tests/units.ts", "--bundle", "--platform=node", "--format=esm",
         "--jsx=automatic", "--preserve-symlinks", f"--banner:js={page}", "--log-level=error",
         '--define:process.env.NODE_ENV="production"',
         "--banner:js=import { createRequire } from 'node:module';"
         f"const require = createRequire(import.meta.url); {page}",
         f"--outfile={bundle}"], cwd=ROOT, check=True)
    run = subprocess.run(["node", "--test", bundle], capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stdout[-4000:]
    passed = re.search(r"^# pass (\d+)", run.stdout, re.M)
    assert passed and int(passed[1]) >= 1, run.stdout[-2000:]
