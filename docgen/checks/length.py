"""Texts too long to file and data that must not be published (长度与个人信息): DOC08–DOC10, FRM27.

The limits of settings.limits are DOC07.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.checks.passages import CELL, FORM, HEADING, PARAGRAPH
from docgen.checks.prose import Prose, ProseRule
from docgen.findings import Finding, Severity, note

_SYSTEM_BYTES = 2000
_CELL = {"三级指标": 60, "指标值": 120}
_PHONE = re.compile(r"(?<![\d.])(?:1[3-9]\d{9}|0\d{2,3}[-— ]\d{7,8})(?![\d.])(?! ?[万亿元])")
_IDENTITY = re.compile(r"(?<![\dA-Za-z])[1-9]\d{16}[\dXx](?![\dA-Za-z])")
_MANY_DIGITS = re.compile(r"\d{7}")  # both have as many
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"


def long_for_the_system(prose: Prose) -> Iterator[Finding]:
    """自评表的一段文字超过 2000 字节，报送系统里可能存不下。

    缘由：绩效系统的文字栏多限 2000 字节（一个汉字 3 字节），超出的会被截断或不能保存（R59）。
    示例：实际完成情况有 2310 字节
    改法：删短；知道系统的限制的，写进 report.yaml 的 字数限制。
    """
    for passage in prose.passages:
        if passage.kind != FORM or passage.field in prose.setting.limited:
            continue
        size = len(passage.text.encode())
        if size > _SYSTEM_BYTES:
            more = f"多 {size - _SYSTEM_BYTES} 字节"
            message = f"{passage.field}有 {size} 字节，报送系统多限 {_SYSTEM_BYTES} 字节，{more}"
            advice = "删短，或把系统的限制写进 字数限制"
            yield note("DOC08", passage.source, message, advice)


def long_for_a_cell(prose: Prose) -> Iterator[Finding]:
    """三级指标或指标值太长，表格的窄栏里印成长长一条。

    缘由：这两栏在自评表里最窄，写成一段话就会把一行撑成半页，评审也看不出指标是什么。
    示例：三级指标有 85 个字
    改法：名称写短，口径和依据写在正文或评分标准里；指标是批复的不必改。
    """
    for passage in prose.passages:
        most = _CELL.get(passage.field) if passage.kind == FORM else None
        size = len("".join(passage.text.split()))
        if most is not None and passage.field not in prose.setting.limited and size > most:
            message = f"{passage.field}有 {size} 个字，这一栏宜在 {most} 个字以内"
            yield note("DOC09", passage.source, message, "写短，口径写在正文里")


def value_not_narrative(prose: Prose) -> Iterator[Finding]:
    """完成值是一大段话，而不是结果。

    缘由：完成值应是可核对的结果；整段照搬正文，评审看不出完成了多少。
    示例：完成值 191 个字
    改法：写结论和数，过程放在正文里。
    """
    for passage in prose.passages:
        size = len("".join(passage.text.split()))
        if passage.field == "完成值" and size > 60:  # noqa: PLR2004 (R27: over 60 characters)
            message = f"完成值有 {size} 个字，像是一段正文"
            yield note("FRM27", passage.source, message, "写结论和数，过程放在正文里")


def personal_data(prose: Prose) -> Iterator[Finding]:
    """正文里有电话号码或身份证号码。

    缘由：自评报告要公开，公开的文件里不能有个人信息（个人信息保护法；R62）。
    示例：受益农户张某，电话 138********
    改法：删去；联系电话写在 联系电话 一栏，公开时由模板决定印不印。
    """
    for passage in prose.holding(_MANY_DIGITS):
        told = passage.kind in (PARAGRAPH, CELL, HEADING, FORM)
        if not told or "电话" in passage.field or "联系" in passage.field:
            continue
        for pattern, what in ((_IDENTITY, "身份证号码"), (_PHONE, "电话号码")):
            for match in pattern.finditer(passage.text):
                digits = match[0]
                if passage.figures(match.start(), match.end()):
                    continue
                if pattern is _IDENTITY and not is_identity(digits):
                    continue
                message = f"有{what} {digits[:3]}{'*' * (len(digits) - 3)}，公开的报告里不能有"
                place = passage.at(match.start(), len(digits))
                yield note("DOC10", place, message, "删去，或写在 联系电话 一栏")


def is_identity(digits: str) -> bool:
    """Tell whether 18 characters are a citizen's number: its check digit is right (GB 11643).

    >>> is_identity("11010519491231002X"), is_identity("110105194912310021")
    (True, False)
    """
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False))
    return _CHECK_DIGITS[total % 11] == digits[-1].upper()


RULES = (
    ProseRule("DOC08", Severity.NOTE, long_for_the_system),
    ProseRule("DOC09", Severity.NOTE, long_for_a_cell),
    ProseRule("FRM27", Severity.NOTE, value_not_narrative),
    ProseRule("DOC10", Severity.NOTE, personal_data),
)
