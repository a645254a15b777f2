"""Bytes of a text file → text (编码): UTF-8, with or without a byte-order mark, or a reason."""

from __future__ import annotations

from docgen.findings import Finding, Source, error

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_SAVE = "请另存为 UTF-8"


def decoded(data: bytes, file: str) -> tuple[str | None, Finding | None]:
    """Return the text without its byte-order mark, or the 错误 that says what the file looks like.

    >>> decoded("标题".encode("gbk"), "report.yaml")[1].message
    '疑为 GBK 编码（第1行第1字节 0xB1）'
    """
    if data.startswith(_UTF16):
        return None, _refused(
            f"疑为 UTF-16 编码（开头字节 0x{data[0]:02X} 0x{data[1]:02X}）", file, 1
        )
    try:
        return data.decode("utf-8").removeprefix("\ufeff"), None
    except UnicodeDecodeError as problem:
        return None, _foreign(data, problem.start, file)


def _foreign(data: bytes, at: int, file: str) -> Finding:
    line = data.count(b"\n", 0, at) + 1
    byte = at - (data.rfind(b"\n", 0, at) + 1) + 1
    where = f"（第{line}行第{byte}字节 0x{data[at]:02X}）"
    if b"\0" in data[:1000]:
        return _refused(f"不是文本文件{where}", file, line)
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return _refused(f"不是 UTF-8 编码{where}", file, line)
    return _refused(f"疑为 GBK 编码{where}", file, line)


def _refused(message: str, file: str, line: int) -> Finding:
    return error("YML07", Source(file, line), message, _SAVE)
