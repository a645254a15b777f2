"""What is said of traces of review in a template (审阅痕迹): they stop a submission or are gone."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from docgen.findings import Finding, Source, draft_warning, note

_CLEAN_ADVICE = "在 Word 里接受修订、删去批注，或在 report.yaml 里写 清理: 是"


class Trace(Struct, frozen=True):
    """Traces of one kind (痕迹): what, how many, in which part of the file."""

    kind: str
    count: int
    part: str


class CleanedFile(Struct, frozen=True):
    """A file without its traces (清理后的文件), and what they were."""

    data: bytes
    traces: tuple[Trace, ...]


def trace_findings(traces: tuple[Trace, ...], shown: str, *, cleaned: bool) -> Iterator[Finding]:
    """Yield a finding for each kind: it stops a submission, or was taken out (TPL14)."""
    kinds = dict.fromkeys(trace.kind for trace in traces)
    for kind in kinds:
        own = [trace for trace in traces if trace.kind == kind]
        count = sum(trace.count for trace in own)
        places = "、".join(dict.fromkeys(_part_name(trace.part) for trace in own))
        what = f"模板里有{kind}（{places}，{count} 处）"
        if cleaned:
            yield note("TPL14", Source(shown), f"{what}，已按 清理: 是 去掉")
        else:
            yield draft_warning("TPL14", Source(shown), what, _CLEAN_ADVICE)


def _part_name(part: str) -> str:
    stem = part.rpartition("/")[2].removesuffix(".xml").rstrip("0123456789")
    names = {
        "document": "正文", "header": "页眉", "footer": "页脚", "footnotes": "脚注",
        "endnotes": "尾注", "settings": "设置",
    }  # fmt: skip
    return names.get(stem, "附带的部件")
