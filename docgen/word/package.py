"""A Word file as its parts (文档包): packed as read, replaced or added as values, written in order.

Parts that nobody changed are copied as the compressed bytes they were.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from docgen.findings import DocgenError, Source, error
from docgen.word import archive
from docgen.word.archive import Member
from docgen.word.soundness.part_scan import ScannedPart

TYPES = "[Content_Types].xml"
ROOT_RELATIONS = "_rels/.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


class Package(Struct, frozen=True):
    """The parts of a Word file in the order they are written; `unchanged` were only copied.

    `scanned` are the parts that were looked at while they were printed, by name.
    """

    members: tuple[Member, ...]
    unchanged: frozenset[str] = frozenset()
    scanned: Mapping[str, ScannedPart] = {}

    def data(self) -> bytes:
        """Return the file."""
        return archive.written(self.members)

    def member(self, name: str) -> Member | None:
        """Return a packed part."""
        return next((each for each in self.members if each.name == name), None)

    def part(self, name: str) -> bytes:
        """Return the bytes of a part, b"" when there is none."""
        found = self.member(name)
        return archive.unpacked(found, name) if found else b""

    def text(self, name: str) -> str:
        """Return a part as text, "" when there is none."""
        return decoded(self.part(name))

    def replaced(self, parts: Mapping[str, Member]) -> Package:
        """Return the package with other parts of these names; new ones stand last, by name."""
        kept = tuple(parts.get(each.name, each) for each in self.members)
        names = {each.name for each in kept}
        added = (parts[name] for name in sorted(parts) if name not in names)
        return Package((*kept, *added), self.unchanged - parts.keys())


def decoded(xml: bytes) -> str:
    """Return the text of an XML part: UTF-8 unless its byte order mark says UTF-16."""
    return xml.decode("utf-16" if xml[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "replace")


def opened(data: bytes, shown: str) -> Package:
    """Return the package of a Word file. Raises DocgenError, saying what the file is instead."""
    if data[:4] != b"PK\x03\x04":
        raise archive.damaged(shown, *_what(data))
    members = archive.members(data, shown)
    names = {each.name for each in members}
    for needed in (TYPES, ROOT_RELATIONS):
        if needed not in names:
            advice = "请用 Word 重新另存为 .docx"
            message = f"《{shown}》不是 Word 文件：缺少 {needed}"
            raise DocgenError(error("TPL04", Source(shown), message, advice))
    return Package(members, frozenset(names))


def _what(data: bytes) -> tuple[str, str]:
    """Say what a file is that is no zip, and what to do."""
    save_as = "请在 Word 或 WPS 中打开，另存为 .docx"
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not data:
        return "是空文件", "请换一份完整的模板"
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        if "EncryptedPackage".encode("utf-16-le") in data:
            return "有打开密码，读不了", "请在 Word 中去掉密码后另存"
        return "是旧版 .doc 文件，不是 .docx", save_as
    kinds = ((b"{\\rtf", "RTF 文件"), (b"<", "网页或 XML 文件"), (b"%pdf", "PDF 文件"))
    named = next((name for start, name in kinds if head.startswith(start)), "")
    if named:
        return f"是 {named}，不是 .docx", save_as
    if len(data) <= 162 or data[:1] == b"\x00":  # noqa: PLR2004 (the size of Word's ~$ files)
        return "不是 .docx（可能是 Word 的临时锁文件 ~$…，或文件不完整）", "请换一份完整的模板"
    return "不是 .docx 文件", save_as


# -- relationships and content types ---------------------------------------------------------------


def relations_of(part: str) -> str:
    """Return the name of the part that holds the relationships of a part.

    >>> relations_of("word/document.xml"), relations_of("")
    ('word/_rels/document.xml.rels', '_rels/.rels')
    """
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"


def target_of(part: str, target: str) -> str:
    """Return the name of the part that a relationship of `part` aims at.

    >>> target_of("word/document.xml", "../docProps/core.xml"), target_of("", "/word/a.xml")
    ('docProps/core.xml', 'word/a.xml')
    """
    path = target if target.startswith("/") else f"{part.rpartition('/')[0]}/{target}"
    steps: list[str] = []
    for step in path.split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)
