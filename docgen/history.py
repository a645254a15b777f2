"""What changed since the last build, and what it moved (改动)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from docgen import output, places
from docgen.build import Proof
from docgen.cache import folder
from docgen.figures.trace import Snapshot, changes, snapshot
from docgen.output import Saved

_VERSION = 1


def change_lines(proof: Proof, saved: Saved) -> tuple[str, ...]:
    """Return a line per figure that changed since this output was last built; remember this one.

    `标厂补贴资金 861.67496 → 863.5 万元，牵动 6 处：正文 2 处、资金表 3 格、执行率 …`
    """
    if proof.appraisal is None:
        return ()
    before, now = _last_snapshot(saved.path), snapshot(proof.appraisal.figures)
    if before != now:
        _save_snapshot(saved.path, now)
    return tuple(_report_lines(proof, before)) if before and before != now else ()


def _report_lines(proof: Proof, before: Snapshot) -> Iterator[str]:
    report, appraisal, manuscript = proof.report, proof.appraisal, proof.manuscript
    if report is None or appraisal is None or manuscript is None:
        return
    found = changes(before, appraisal.figures)
    where = places.printed_places(report, appraisal, manuscript)
    keys = {str(key): key for key in appraisal.figures.by_key}
    built_in = {str(k) for k, figure in appraisal.figures.by_key.items() if figure.entry is None}
    results = [str(change) for change in found if change.name in built_in]
    for change in found:
        if change.typed and change.new and change.old:
            names = (change.name, *change.dependents)
            count = places.places_by_part(where, frozenset(keys[name] for name in names))
            yield f"{change}{_moved_places(count, results)}"
        elif change.typed or not change.new:
            yield str(change)


def _moved_places(count: Mapping[str, int], results: Sequence[str]) -> str:
    unit = {places.PROSE: "处"}
    parts = [f"{part} {n} {unit.get(part, '格')}" for part, n in count.items()]
    total = sum(count.values()) + len(results)
    return f"，牵动 {total} 处：{'、'.join((*parts, *results))}" if total else "，没有别处用到它"


def _snapshot_file(path: Path) -> Path | None:
    base = folder()
    name = hashlib.sha256(str(path.absolute()).encode()).hexdigest()[:32]
    return base / f"figures-{name}.json" if base else None


def _last_snapshot(path: Path) -> Snapshot:
    """Return what was remembered; nothing when there is none or it is damaged."""
    file = _snapshot_file(path)
    try:
        data = json.loads(file.read_text("utf-8")) if file else {}
    except (OSError, ValueError):
        return {}
    good = isinstance(data, dict) and data.get("version") == _VERSION
    told = data.get("figures") if good else None
    if not isinstance(told, dict):
        return {}
    return {k: v for k, v in told.items() if isinstance(k, str) and isinstance(v, str)}


def _save_snapshot(path: Path, now: Snapshot) -> None:
    file = _snapshot_file(path)
    if file is None:
        return
    text = json.dumps({"version": _VERSION, "figures": dict(now)}, ensure_ascii=False)
    try:
        output.replace_file(file, text.encode(), durable=False)
    except OSError:
        return  # without a cache folder the next build only says less
