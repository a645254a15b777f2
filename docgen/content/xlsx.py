"""A workbook's container (工作簿文件): is it one, is it safe, and its parts as XML trees."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

MOST_ENTRIES = 5_000
MOST_UNPACKED = 100_000_000
MOST_RATIO = 200
MOST_CELLS = 100_000
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class Unreadable(Exception):  # noqa: N818 (what it says is told to the writer)
    """Why a workbook is not read, in one sentence."""


class Element(Struct, frozen=True, gc=False):
    """An XML element as plain data: local name, attributes, text, children."""

    name: str
    attributes: dict[str, str]
    text: str
    children: tuple[Element, ...] = ()

    def all(self, *path: str) -> Iterator[Element]:
        """Yield the elements at a path of names below this one."""
        if not path:
            yield self
            return
        for child in self.children:
            if child.name == path[0]:
                yield from child.all(*path[1:])


class Package(Struct, frozen=True):
    """The parts of a workbook by name (部件), all checked for size; `sha256` of the file."""

    parts: dict[str, bytes]
    sha256: str


def package(data: bytes) -> Package:
    """Return the parts of a workbook; raises Unreadable."""
    if data.startswith(_OLE):
        message = "加了密码，打不开" if _ENCRYPTED in data else "是旧格式 .xls，不是 .xlsx"
        raise Unreadable(message)
    if not data.startswith(b"PK"):
        message = "不是 Excel 工作簿"
        raise Unreadable(message)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = _parts(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError):
        message = "已损坏，打不开"
        raise Unreadable(message) from None
    if "xl/workbook.xml" not in parts:
        message = "不是 Excel 工作簿，里面没有 xl/workbook.xml"
        raise Unreadable(message)
    return Package(parts, hashlib.sha256(data).hexdigest())


def _parts(archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if len(entries) > MOST_ENTRIES:
        message = f"里面有 {len(entries)} 个文件，超过 {MOST_ENTRIES} 个"
        raise Unreadable(message)
    if unpacked > MOST_UNPACKED or (unpacked > 10_000_000 and unpacked / packed > MOST_RATIO):  # noqa: PLR2004 (small files may well be all zeros)
        message = f"解开有 {unpacked // 1_000_000} MB，不合常理"
        raise Unreadable(message)
    if len({entry.filename for entry in entries}) < len(entries):
        message = "里面有同名的文件"
        raise Unreadable(message)
    wanted = (
        e
        for e in entries
        if e.filename.endswith((".xml", ".rels")) and e.filename.startswith("xl/")
    )
    return {entry.filename: _bounded(archive, entry) for entry in wanted}


def _bounded(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Return a part, reading no more than it says it has."""
    with archive.open(entry) as stream:
        return stream.read(entry.file_size)


def tree(parts: dict[str, bytes], name: str) -> Element:
    """Return a part as elements; an absent one is empty; raises Unreadable."""
    from lxml import etree  # noqa: PLC0415 (most reports have no workbook, and it is slow to load)

    data = parts.get(name)
    if data is None:
        return Element("", {}, "")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        message = f"的 {name} 里有 DOCTYPE，不读"
        raise Unreadable(message)
    cells = data.count(b"<c ")
    if cells > MOST_CELLS:
        message = f"的 {name} 有 {cells} 格，超过 {MOST_CELLS} 格"
        raise Unreadable(message)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return _element(etree.fromstring(data, parser))
    except (etree.XMLSyntaxError, ValueError, RecursionError):
        message = f"的 {name} 已损坏"
        raise Unreadable(message) from None


def _element(node: Any) -> Element:  # noqa: ANN401 (lxml is loaded when it is needed, its types with it)
    attributes = {_local(key): str(value) for key, value in node.attrib.items()}
    children = tuple(_element(child) for child in node if isinstance(child.tag, str))
    return Element(_local(node.tag), attributes, node.text or "", children)


def _local(name: str) -> str:
    return "r:id" if name == _RELATION else name.rsplit("}", 1)[-1]
