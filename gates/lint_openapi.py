"""The OpenAPI document under three linters, every rule on, nothing overridden: no finding."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from gates.demo_server import ROOT
from gates.outcome import Failed, Skipped

FOLDER = ROOT / "gates" / "npm"
DOCUMENT = ROOT / "openapi" / "openapi.json"
SPECTRAL = ("spectral.oas.yaml", "spectral.owasp.yaml")


def run(document: Path = DOCUMENT) -> str:
    """Lints the committed document.

    Raises:
        Skipped: if there is no Node on this machine.
        Failed: on any finding of any severity.
    """
    if shutil.which("npm") is None:
        raise Skipped("no Node here (npm)")
    if not (FOLDER / "node_modules").exists():
        _run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    findings = [line for ruleset in SPECTRAL for line in _spectral(document, ruleset)]
    findings += _redocly(document)
    if findings:
        raise Failed("\n".join(findings[:50]))
    return "Spectral oas (all), OWASP, Redocly recommended-strict: 0 findings"


def _run(*command: str) -> str:
    done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, check=False)
    if not done.stdout and done.returncode != 0:
        raise Failed(f"{command[0]}: {done.stderr[-2000:]}")
    return done.stdout


def _json_in(output: str) -> Any:
    """The tools may add a line of their own after the JSON."""
    starts = [at for at in (output.find("["), output.find("{")) if at >= 0]
    if not starts:
        raise Failed(f"no report: {output[:500]}")
    return json.JSONDecoder().raw_decode(output, min(starts))[0]


def _spectral(document: Path, ruleset: str) -> list[str]:
    output = _run(
        *("node_modules/.bin/spectral", "lint", "--ruleset", ruleset),
        *("--fail-severity", "hint", "--format", "json", str(document)),
    )
    return [
        f"{ruleset} {found['code']} at {'.'.join(map(str, found['path']))}: {found['message']}"
        for found in _json_in(output)
    ]


def _redocly(document: Path) -> list[str]:
    output = _run(
        *("node_modules/.bin/redocly", "lint", "--config", "redocly.yaml"),
        *("--format", "json", "--max-problems", "1000", str(document)),
    )
    return [
        f"redocly {found['ruleId']} at {found['location'][0].get('pointer')}: {found['message']}"
        for found in _json_in(output)["problems"]
    ]
