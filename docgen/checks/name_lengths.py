"""Names with a character lost or one too many (名称缺字多字): NAM11.

A name with one character for another, or two turned round, is NAM01's; both look for the same
names: the registered ones, and those that the texts use often.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from docgen.checks.near_names import discovered, outside_gb2312
from docgen.checks.passages import Passage
from docgen.checks.subject import Rule, Subject
from docgen.findings import Edit, Finding, Fix, Related, Severity

_SHORTEST, _LONGEST = 4, 40
# Characters that real names have more or fewer of: 荷塘(区)工业集中区, 湘江(特)大桥, 第(一)中学.
_LOOSE = frozenset(
    "省市县区镇乡村州国级大小老特总分副第东西南北上下左右前后内外甲乙丙丁一二三四五六七八九十两"
    "各本该全原现等的了和与及或在由为将把对向从到至于被让是个其并"
)
_LOOSE_ADDED = _LOOSE | frozenset("新旧高中初园类型性化部局室组队站所处已也都就还又再较最更")
_LAST = frozenset("区县市镇乡村局州园省")
_BEFORE = frozenset("在与和及至到由向对从为是把将被让于据按经请令使")


class Odd(Struct, frozen=True):
    """A stretch that is a name but for a character: `lost` or `added`, whichever is not ""."""

    at: int
    written: str
    name: str
    lost: str
    added: str


class Texts(Struct, frozen=True):
    """The texts as one, with where each starts and where each pair of characters stands."""

    joined: str
    starts: tuple[int, ...]
    pairs: Mapping[str, Sequence[int]]


def name_length(subject: Subject) -> Iterator[Finding]:
    """名称少了一个字或多了一个字。

    缘由：名称处处相同才看得出说的是同一个单位；少一个字、多一个字印出去就是差错（R53）。
    示例：渌口经区，report.yaml 的 名称 里是 渌口经开区
    改法：改正；确是另一个名称的，写进 report.yaml 的 名称 或 别名。
    """
    parts = list(subject.places)
    first = [places[0] for places in subject.places.values()]
    registered = _registered(subject)
    leaves = {key.path.rpartition(".")[2] for key in subject.appraisal.figures.by_key}
    texts = texts_of(parts)
    for odd in odd_names(texts, parts, registered, leaves):
        index = bisect_right(texts.starts, odd.at) - 1
        other = _other(texts, first, odd.name)
        for passage in subject.places[parts[index]]:
            yield _finding(passage, odd, odd.at - texts.starts[index], other)


def _finding(passage: Passage, odd: Odd, start: int, other: tuple[Related, ...]) -> Finding:
    end = start + len(odd.written)
    what = f"少了“{odd.lost}”" if odd.lost else f"多了“{odd.added}”"
    if odd.added and outside_gb2312(odd.added):
        what += "，这个字不在 GB2312"
    message = f"“{odd.written}”疑为“{odd.name}”（{what}）"
    place = passage.at(start, end - start)
    advice = "改正；确是另一个名称的，写进 report.yaml 的 名称"
    fix = _fix(passage, start, end, odd.name)
    return Finding("NAM11", Severity.WARNING, place, message, advice, other, fix)


def _registered(subject: Subject) -> frozenset[str]:
    report, settings = subject.report, subject.report.settings
    texts = [*settings.names, *settings.aliases.values(), report.department, report.fund]
    texts += [project.fund for project in report.projects]
    names = {text.content.strip() for text in texts if text is not None}
    return frozenset({*names, *settings.aliases, *(p.name for p in report.projects)})


def _other(texts: Texts, passages: Sequence[Passage], name: str) -> tuple[Related, ...]:
    at = texts.joined.find(name)
    if at < 0:
        return ()
    index = bisect_right(texts.starts, at) - 1
    return (Related(passages[index].at(at - texts.starts[index], len(name)), name),)


def _fix(passage: Passage, start: int, end: int, name: str) -> Fix | None:
    if not passage.typed(start, end):
        return None
    edit = Edit(passage.at(start, end - start), passage.text[start:end], name)
    return Fix((edit,), f"改成“{name}”", safe=False)


def odd_names(
    texts: Texts, parts: Sequence[str], registered: Iterable[str], others: Iterable[str] = ()
) -> Iterator[Odd]:
    """Yield what is a known name but for one character lost or added, once at each place."""
    own = frozenset(registered)
    found = discovered(parts)
    tails = {name for name in found if any(each.endswith(name) for each in own)}
    right = own | set(others) | (set(found) - tails)
    taken: set[int] = set()
    for name in sorted(own | set(found), key=lambda each: (each not in own, -len(each))):
        if not _SHORTEST <= len(name) <= _LONGEST:
            continue
        for odd in _odd(texts, name):
            if odd.at in taken or _covered(texts.joined, odd, right):
                continue
            if _alone(texts.joined, odd) > 1 or _used(texts.joined, odd):
                continue
            taken.add(odd.at)
            yield odd


def _odd(texts: Texts, name: str) -> Iterator[Odd]:
    """Yield stretches near a name; one half of it stands there whole, and is looked for."""
    half, size, text = len(name) // 2, len(name), texts.joined
    shorter = (name[:-1], name[1:])
    seen: set[tuple[int, int]] = set()
    for low, high in ((0, half), (half, size)):
        for where in _places(texts, name[low:high]):
            for turn in (-1, 1):
                # The half that stands whole begins or ends the stretch, which is as long as the
                # name and a character more or less.
                start = where if not low else where - low - turn
                stretch = (start, start + size + turn)
                written = text[stretch[0] : stretch[1]] if start >= 0 else ""
                if not written or stretch in seen:
                    continue
                if (written[0] != name[0] or written[-1] != name[-1]) and written not in shorter:
                    continue
                seen.add(stretch)
                odd = _compared(start, written, name)
                if odd is not None and _bounded(text, odd):
                    yield odd


def _places(texts: Texts, part: str) -> Iterator[int]:
    """Yield where a part of a name stands, by the rarest pair of characters in it."""
    pairs = [(len(texts.pairs.get(part[i : i + 2], ())), i) for i in range(len(part) - 1)]
    _, rarest = min(pairs)
    for where in texts.pairs.get(part[rarest : rarest + 2], ()):
        if texts.joined.startswith(part, where - rarest) and where >= rarest:
            yield where - rarest


def _compared(at: int, written: str, name: str) -> Odd | None:
    """Return how a stretch differs from a name, or None where a character more or less is usual.

    >>> name = "渌口经开区"
    >>> _compared(0, "渌口经区", name).lost, _compared(0, "渌口口经开区", name).added
    ('开', '口')
    >>> _compared(0, "渌口区经开区", name) is None
    True
    """
    long, short = (name, written) if len(name) > len(written) else (written, name)
    if len(long) != len(short) + 1:
        return None
    place = next((i for i, sign in enumerate(short) if long[i] != sign), len(short))
    if long[place + 1 :] != short[place:]:
        return None
    sign = long[place]
    loose = _LOOSE_ADDED if long is written else _LOOSE
    doubled = place and long[place - 1] == sign
    if not _han(sign) or (sign in loose and not doubled):
        return None
    if long is written:
        return Odd(at, written, name, "", sign) if 0 < place < len(name) else None
    return None if place == len(name) - 1 and sign in _LAST else Odd(at, written, name, sign, "")


def _bounded(text: str, odd: Odd) -> bool:
    """Tell whether a name without its first or last character stands alone: not 茶陵经开 + 区."""
    before, after = text[odd.at - 1 : odd.at], text[odd.at + len(odd.written) :][:1]
    if odd.lost and odd.written == odd.name[1:]:
        return not _han(before) or before in _BEFORE
    return not (odd.lost and odd.written == odd.name[:-1]) or not _han(after)


def _alone(text: str, odd: Odd) -> int:
    """Return how often a stretch stands outside of the name it resembles.

    >>> odd = Odd(0, "陵经开区", "茶陵经开区", "茶", "")
    >>> _alone("陵经开区，茶陵经开区，茶陵经开区", odd)
    1
    """
    return text.count(odd.written) - odd.name.count(odd.written) * text.count(odd.name)


def _han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _covered(text: str, odd: Odd, right: Iterable[str]) -> bool:
    """Tell whether a stretch is a known name, or lies in one that stands there."""
    end = odd.at + len(odd.written)
    around = text[max(0, odd.at - _LONGEST) : end + _LONGEST]
    here = min(odd.at, _LONGEST)
    for name in right:
        if len(name) < len(odd.written) or name not in around:
            continue
        at = around.find(name)
        while at >= 0:
            if at <= here and at + len(name) >= here + len(odd.written):
                return True
            at = around.find(name, at + 1)
    return False


def _used(text: str, odd: Odd) -> bool:
    """Tell whether the words around the place are used elsewhere, and so no slip.

    A character that is written twice is one; where one was added both pairs must be in use.
    """
    written, name = odd.written, odd.name
    place = next((i for i, sign in enumerate(name) if written[i : i + 1] != sign), len(name))
    if odd.lost:
        pair = written[place - 1 : place + 1] if place else ""
        return len(pair) > 1 and text.count(pair) > written.count(pair)
    if written[place - 1] == odd.added:
        return False
    pairs = (written[place - 1 : place + 1], written[place : place + 2])
    return all(text.count(pair) > written.count(pair) for pair in pairs)


def texts_of(parts: Sequence[str]) -> Texts:
    """Return texts joined, a line each."""
    joined = "\n".join(parts)
    starts, length = [], 0
    for part in parts:
        starts.append(length)
        length += len(part) + 1
    pairs: dict[str, list[int]] = {}
    for place in range(len(joined) - 1):
        pairs.setdefault(joined[place : place + 2], []).append(place)
    return Texts(joined, tuple(starts), pairs)


RULES = (Rule("NAM11", Severity.WARNING, name_length),)
