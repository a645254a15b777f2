"""What became of each part of the old report (导入说明): taken, guessed, printed anew, left."""

from __future__ import annotations

from msgspec import Struct, field

_WHOLE = "全文"


class ImportNotes(Struct):
    """The lines of 导入说明.md: (where, what) each; `taken` without a place."""

    taken: list[str] = field(default_factory=list)
    guessed: list[tuple[str, str]] = field(default_factory=list)
    printed: list[tuple[str, str]] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)
    unsure: list[tuple[str, str]] = field(default_factory=list)

    def guess(self, text: str, where: str = _WHOLE) -> None:
        """Note what was concluded rather than read."""
        self.guessed.append((where, text))

    def page(self, names: tuple[str, ...], bound: int) -> str:
        """Return 导入说明.md."""
        lines = [f"# 导入说明：{'、'.join(names)}", "", "## 收进来的", ""]
        lines += [f"- {text}" for text in self.taken]
        lines.append(
            f"- 与数据绑定的数字 {bound} 处（值相等，旁边又写着它的名称）；其余的数字照原样写着"
        )
        parts = (
            ("推断的，请核对", self.guessed),
            ("由模板印出或改了写法的", self.printed),
            ("没有收进来的文字", self.left),
            ("看不出是哪一项数据的数字，照原样写着", self.unsure),
        )
        for title, rows in parts:
            lines += ["", f"## {title}", ""]
            lines += [f"- {where}：{_one_line(text)}" for where, text in rows] or ["- 无"]
        return "\n".join(lines) + "\n"


def _one_line(text: str) -> str:
    return "⏎".join(part.strip() for part in text.splitlines() if part.strip())
