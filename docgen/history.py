"""What changed since the last build, and what it moved (改动)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from docgen import figures, output, places
from docgen.build import Proof
from docgen.cache import folder
from docgen.figures.model import FigureKey, Figures
from docgen.output import Saved

Snapshot = Mapping[str, str]
_VERSION = 1


def news(proof: Proof, saved: Saved) -> tuple[str, ...]:
    """Return a line per figure that changed since this output was last built; remember this one.

    `标厂补贴资金 861.67496 → 863.5 万元，牵动 6 处：正文 2 处、资金表 3 格、执行率 …`
    """
    if proof.appraisal is None:
        return ()
    now = snapshot(proof.appraisal.figures)
    before = _recalled(saved.path)
    if before != now:
        _remember(saved.path, now)
    return tuple(_lines(proof, before, now)) if before else ()


def snapshot(numbers: Figures) -> Snapshot:
    """Return every figure as it is printed in the form, by its full name."""
    return {
        _name(key): figures.printed(numbers, figure, "表格")
        for key, figure in numbers.by_key.items()
    }


def _lines(proof: Proof, before: Snapshot, now: Snapshot) -> Iterator[str]:
    report, appraisal, manuscript = proof.report, proof.appraisal, proof.manuscript
    if report is None or appraisal is None or manuscript is None:
        return
    numbers = appraisal.figures
    where = places.printed(report, appraisal, manuscript)
    derived = [_name(k) for k, f in numbers.by_key.items() if f.entry is None]
    moved = [_change(name, before, now) for name in derived if _differs(name, before, now)]
    changed = [k for k, f in numbers.by_key.items() if f.entry is not None and not f.formula]
    for key in changed:
        if _differs(_name(key), before, now) and not numbers.by_key[key].members:
            count = places.counted(where, places.closure(numbers, key))
            yield _change(_name(key), before, now) + _moved(count, moved)


def _differs(name: str, before: Snapshot, now: Snapshot) -> bool:
    return name in before and before[name] != now[name]


def _change(name: str, before: Snapshot, now: Snapshot) -> str:
    return f"{name} {before[name]} → {now[name]}"


def _moved(count: Mapping[str, int], derived: list[str]) -> str:
    unit = {places.PROSE: "处"}
    parts = [f"{part} {n} {unit.get(part, '格')}" for part, n in count.items()] + derived
    total = sum(count.values()) + len(derived)
    return f"，牵动 {total} 处：{'、'.join(parts)}" if total else "，没有别处用到它"


def _name(key: FigureKey) -> str:
    return str(key)


def _file(path: Path) -> Path | None:
    base = folder()
    name = hashlib.sha256(str(path.absolute()).encode()).hexdigest()[:32]
    return base / f"figures-{name}.json" if base else None


def _recalled(path: Path) -> Snapshot:
    """Return what was remembered; nothing when there is none or it is damaged."""
    file = _file(path)
    try:
        data = json.loads(file.read_text("utf-8")) if file else {}
    except (OSError, ValueError):
        return {}
    good = isinstance(data, dict) and data.get("version") == _VERSION
    told = data.get("figures") if good else None
    if not isinstance(told, dict):
        return {}
    return {k: v for k, v in told.items() if isinstance(k, str) and isinstance(v, str)}


def _remember(path: Path, now: Snapshot) -> None:
    file = _file(path)
    if file is None:
        return
    text = json.dumps({"version": _VERSION, "figures": dict(now)}, ensure_ascii=False)
    try:
        output.replace(file, text.encode())
    except OSError:
        return  # without a cache folder the next build only says less
