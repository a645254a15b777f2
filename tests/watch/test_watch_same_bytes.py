"""What watching remembers changes nothing: the bytes are those of a build from nothing."""

from pathlib import Path

from cli.commandline import SAMPLES, change, project

from docgen import build, content
from docgen.memo import Memo

EDITS = (
    ("01-*/figures.yaml", "2.2 万亩", "2.4 万亩"),
    ("narrative/01-*.md", "。", "，并已核对。"),
    ("01-*/metrics.yaml", "分值: 10", "分值: 9"),
    ("report.yaml", "年度", "年度"),
)


def printed(folder: Path, memo: Memo | None) -> bytes | None:
    proof = build.check(content.locate(folder, None), memo=memo)
    return build.document(proof, memo)[0]


def test_each_change_gives_the_bytes_of_a_build_from_nothing(tmp_path: Path) -> None:
    folder = project(tmp_path, SAMPLES / "two-directions-nongye-2023")
    memo = Memo()
    before = printed(folder, memo)
    assert before is not None
    changed = 0
    for pattern, old, new in EDITS:
        path = next(iter(sorted(folder.glob(pattern))))
        change(path, old, new)
        memo.save()
        now = printed(folder, memo)
        assert now == printed(folder, None)
        changed += now != before
        before = now
    assert changed >= 2
