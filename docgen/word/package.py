"""A Word file as its parts (文档包): packed as read, replaced or added as values, written in order.

Parts that nobody changed are copied as the compressed bytes they were: `zipfile` reads the
directory, but inflates what it copies and stamps the clock, so members are cut out and written
here, in a given order with a fixed date.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from zipfile import BadZipFile, ZipFile, ZipInfo

from msgspec import Struct

from docgen.findings import DocgenError, Source, error
from docgen.word.soundness.part_scan import ScannedPart

MOST_ENTRIES = 5000
MOST_BYTES = 1_000_000_000
MOST_RATIO = 200
SMALL = 10_000_000
"""Below this size a high ratio is harmless: 10 MB of spaces pack 1000:1."""

_STORED, _DEFLATED = 0, 8
_AT_ONCE = 1 << 18
_END = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_DATE = 33  # 1980-01-01, the first day a zip file knows
_UTF8 = 0x800
_ENCRYPTED = 0x1
_ENTRY = b"PK\x01\x02"
_BROKEN_ZIP = (BadZipFile, NotImplementedError, ValueError, OverflowError, struct.error)
"""What `zipfile` raises for a directory that it cannot read."""


class Member(Struct, frozen=True):
    """A packed file of the archive: raw bytes, how they were packed, and what they unpack to."""

    name: str
    packed: bytes
    size: int
    crc: int
    method: int = _DEFLATED


def damaged_file(
    shown: str, what: str, advice: str = "请用 Word 或 WPS 重新另存为 .docx"
) -> DocgenError:
    """Return the refusal of a file that is no sound archive."""
    return DocgenError(error("TPL02", Source(shown), f"《{shown}》{what}", advice))


def archive_members(data: bytes, shown: str) -> tuple[Member, ...]:
    """Return the members of an archive in the order of its directory, folders left out.

    Raises DocgenError for anything a zip of a Word file has no reason to be: truncated,
    encrypted, with unsafe or repeated names, or a bomb.
    """
    count = data.count(_ENTRY)
    if count > MOST_ENTRIES:
        raise damaged_file(shown, f"内含 {count} 个文件，超过 {MOST_ENTRIES} 个")
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
        _refuse_bombs(entries, shown)
        _refuse_names(entries, shown)
        return tuple(_packed_entry(data, each, shown) for each in entries if not each.is_dir())
    except _BROKEN_ZIP as problem:
        what = "不完整或已损坏（压缩包的目录读不了），可能没有下载或复制完"
        raise damaged_file(shown, what) from problem


def _refuse_bombs(entries: list[ZipInfo], shown: str) -> None:
    total = sum(each.file_size for each in entries)
    if total > MOST_BYTES:
        raise damaged_file(shown, f"解压后有 {total} 字节，超过 {MOST_BYTES} 字节，拒绝打开")
    for each in entries:
        if each.file_size > SMALL and each.file_size > MOST_RATIO * max(each.compress_size, 1):
            what = f"内的 {each.filename} 压缩比超过 {MOST_RATIO}，疑为压缩炸弹，拒绝打开"
            raise damaged_file(shown, what)


def _refuse_names(entries: list[ZipInfo], shown: str) -> None:
    seen: set[str] = set()
    for name in (each.orig_filename for each in entries):
        parts = name.rstrip("/").split("/")
        unsafe = name.startswith("/") or "\\" in name or ":" in name or "\0" in name
        if unsafe or not name or any(part in ("", ".", "..") for part in parts):
            raise damaged_file(shown, f"内的文件名 {name!r} 不安全，拒绝打开")
        if name.lower() in seen:
            raise damaged_file(shown, f"内的 {name} 重复出现")
        seen.add(name.lower())


def _packed_entry(data: bytes, entry: ZipInfo, shown: str) -> Member:
    name = entry.filename
    if entry.flag_bits & _ENCRYPTED:
        raise damaged_file(shown, "已加密", "请在 Word 中去掉打开密码后另存")
    if entry.compress_type not in (_STORED, _DEFLATED):
        raise damaged_file(shown, f"内的 {name} 用了不支持的压缩方式 {entry.compress_type}")
    local = _LOCAL.unpack_from(data, entry.header_offset)
    begun = entry.header_offset + _LOCAL.size
    start = begun + local[9] + local[10]
    own = data[begun : begun + local[9]].decode("utf-8" if entry.flag_bits & _UTF8 else "cp437")
    packed = data[start : start + entry.compress_size]
    if local[0] != b"PK\x03\x04" or own != name or len(packed) != entry.compress_size:
        raise damaged_file(shown, f"内的 {name} 与压缩包目录不一致")
    return Member(name, packed, entry.file_size, entry.CRC, entry.compress_type)


def member_data(member: Member, shown: str) -> bytes:
    """Return the bytes of a member; raises DocgenError where they are not what it promises."""
    return b"".join(inflated_chunks(member, shown))


def inflated_chunks(member: Member, shown: str) -> Iterator[bytes]:
    """Yield the bytes of a member bit by bit; raises as `unpacked` does, at the end at latest."""
    size = crc = 0
    try:
        for data in _raw_chunks(member) if member.method == _DEFLATED else (member.packed,):
            size, crc = size + len(data), zlib.crc32(data, crc)
            if size > member.size:
                break  # one byte more than promised is enough to know that the promise is broken
            yield data
    except zlib.error as problem:
        raise damaged_file(shown, f"内的 {member.name} 已损坏，无法解压") from problem
    if size != member.size or crc != member.crc:
        raise damaged_file(shown, f"内的 {member.name} 已损坏（校验和不符）")


def _raw_chunks(member: Member) -> Iterator[bytes]:
    inflate = zlib.decompressobj(-15)
    data = inflate.decompress(member.packed, _AT_ONCE)
    while data:
        yield data
        data = inflate.decompress(inflate.unconsumed_tail, _AT_ONCE)


def packed_member(name: str, chunks: Iterable[bytes]) -> Member:
    """Return a member made of chunks that are deflated one by one, never held as a whole."""
    deflate = zlib.compressobj(6, zlib.DEFLATED, -15)
    crc, size, out = 0, 0, []
    for chunk in chunks:
        crc, size = zlib.crc32(chunk, crc), size + len(chunk)
        out.append(deflate.compress(chunk))
    out.append(deflate.flush())
    return Member(name, b"".join(out), size, crc)


def archive_data(files: Iterable[Member]) -> bytes:
    """Return the archive of these members, in this order, dated 1980-01-01."""
    body: list[bytes] = []
    directory: list[bytes] = []
    offset = count = 0
    for member in files:
        local, central = _member_headers(member, offset)
        body += (local, member.packed)
        directory.append(central)
        offset += len(local) + len(member.packed)
        count += 1
    index = b"".join(directory)
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(index), offset, 0)
    return b"".join((*body, index, end))


def _member_headers(member: Member, offset: int) -> tuple[bytes, bytes]:
    name = member.name.encode()
    flags = 0 if member.name.isascii() else _UTF8
    common = (flags, member.method, 0, _DATE, member.crc, len(member.packed), member.size)
    local = _LOCAL.pack(b"PK\x03\x04", 20, *common, len(name), 0)
    central = _CENTRAL.pack(_ENTRY, 20, 20, *common, len(name), 0, 0, 0, 0, 0, offset)
    return local + name, central + name


# -- parts -----------------------------------------------------------------------------------------

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
        return archive_data(self.members)

    def member(self, name: str) -> Member | None:
        """Return a packed part."""
        return next((each for each in self.members if each.name == name), None)

    def part(self, name: str) -> bytes:
        """Return the bytes of a part, b"" when there is none."""
        found = self.member(name)
        return member_data(found, name) if found else b""

    def text(self, name: str) -> str:
        """Return a part as text, "" when there is none."""
        return decoded_xml(self.part(name))

    def replaced(self, parts: Mapping[str, Member]) -> Package:
        """Return the package with other parts of these names; new ones stand last, by name."""
        kept = tuple(parts.get(each.name, each) for each in self.members)
        names = {each.name for each in kept}
        added = (parts[name] for name in sorted(parts) if name not in names)
        return Package((*kept, *added), self.unchanged - parts.keys())


def decoded_xml(xml: bytes) -> str:
    """Return the text of an XML part: UTF-8 unless its byte order mark says UTF-16."""
    return xml.decode("utf-16" if xml[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "replace")


def opened_package(data: bytes, shown: str) -> Package:
    """Return the package of a Word file. Raises DocgenError, saying what the file is instead."""
    if data[:4] != b"PK\x03\x04":
        raise damaged_file(shown, *_other_kind(data))
    members = archive_members(data, shown)
    names = {each.name for each in members}
    for needed in (TYPES, ROOT_RELATIONS):
        if needed not in names:
            advice = "请用 Word 重新另存为 .docx"
            message = f"《{shown}》不是 Word 文件：缺少 {needed}"
            raise DocgenError(error("TPL04", Source(shown), message, advice))
    return Package(members, frozenset(names))


def _other_kind(data: bytes) -> tuple[str, str]:
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
