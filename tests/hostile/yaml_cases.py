"""Hostile YAML: bombs, broken syntax, wrong shapes, numbers that are none (YAML 用例)."""

from collections.abc import Iterator

from hostile.case import (
    ACCEPTED,
    LITERAL,
    REJECTED,
    TOLD,
    WARNED,
    Case,
    added,
    both,
    figures,
    metrics,
    narrative,
    report,
    written,
)
from hostile.project import DIRECTION, FIGURES, METRICS, REPORT

AT = "figures.yaml:"
HERE = "figures.yaml:7:"

# A case is a line:
# fmt: off


def cases() -> Iterator[Case]:
    """Yield the cases of the yaml-* families."""
    yield from bombs()
    yield from syntax()
    yield from shapes()
    yield from numbers()
    yield from types()
    yield from code()
    yield from encodings()
    yield from texts()


def bombs() -> Iterator[Case]:
    """Aliases, merges, depth, size."""
    laughs = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [{','.join([f'*{chr(97 + i)}'] * 9)}]\n" for i in range(8)
    )
    merges = "a0: &a0 {k: 1 个}\n" + "".join(
        f"a{i}: &a{i} {{<<: *a{i - 1}, k{i}: 1 个, <<: *a{i - 1}}}\n" for i in range(1, 40)
    )
    wide = "a: &a {" + ", ".join(f"k{i}: 1 个" for i in range(2000)) + "}\n"
    for name, text in {
        "billion laughs": laughs,
        "laughs of mappings": "a: &a {x: 1}\n" + "".join(f"b{i}: {{p: *a, q: *a}}\n" for i in range(200)),
        "alias to itself": "a: &a [*a]\n",
        "alias to its parent": "a: &a\n  b: *a\n",
        "merge of itself": "a: &a\n  <<: *a\n",
        "merge list": "a: &a {x: 1 个}\nb: {<<: [*a, *a, *a]}\n",
        "merge chain": merges,
        "merge of a wide mapping": wide + "".join(f"b{i}: {{<<: *a}}\n" for i in range(9)),
        "unknown alias": "a: *x\n",
        "alias as key": "a: &a 甲\n*a : 1 万元\n",
        "quadratic": "a: &a " + "x" * 50_000 + "\nb: [" + ",".join(["*a"] * 5000) + "]\n",
        "open brackets": "[" * 200_000,
        "open braces": "{" * 200_000,
        "dashes": "- " * 100_000,
        "indents": "".join(" " * i + f"k{i}:\n" for i in range(400)),
        "question marks": "? " * 50_000,
        "colons": "a: " * 20_000,
    }.items():
        yield Case("yaml-bomb", name, figures(text), REJECTED, "figures.yaml")
    for depth in (52, 1000, 100_000):
        yield Case("yaml-bomb", f"{depth} brackets", figures("a: " + "[" * depth + "]" * depth), REJECTED, AT)
        yield Case("yaml-bomb", f"{depth} braces", figures("a: " + "{x: " * depth + "1" + "}" * depth), REJECTED, AT)
    yield Case("yaml-bomb", "two megabytes", figures(FIGURES + "# 注释\n" * 200_000), REJECTED, "figures.yaml")
    yield Case("yaml-bomb", "plain merge", figures(FIGURES + "丙: &a {值: 1个, 来源: 账}\n丁:\n  <<: *a\n"), ACCEPTED)
    yield Case("yaml-bomb", "bomb in the report", written("content/report.yaml", REPORT + laughs), REJECTED, "report.yaml:")
    yield Case("yaml-bomb", "bomb in the form", written(f"{DIRECTION}/metrics.yaml", METRICS + laughs), REJECTED, "metrics.yaml:")
    yield Case("yaml-bomb", "bomb in a scheme", both(written("content/schemes/自定.yaml", laughs), report("模板:", "评分办法: 自定\n模板:")), TOLD, "自定.yaml")


def syntax() -> Iterator[Case]:
    """What does not parse, or parses to something else."""
    for name, (text, words) in {
        "tab": ("支出:\n\t甲: 1 万元\n", ":2:1: 错误 YML01 行首用了制表符"),
        "tab after spaces": ("支出:\n  \t甲: 1 万元\n", "figures.yaml:2:"),
        "full-width colon": ("支出：\n  甲: 1 万元\n", "全角冒号"),
        "full-width colon inside": ("支出:\n  甲：1 万元\n", "全角冒号"),
        "duplicate": ("甲: 1 万元\n乙: 3 万元\n甲: 2 万元\n", "第 1 行和第 3 行"),
        "duplicate inside": ("支出:\n  甲: 1 万元\n  甲: 2 万元\n", "第 2 行和第 3 行"),
        "duplicate in braces": ("甲: {值: 1 万元, 值: 2 万元}\n", "第 1 行"),
        "duplicate NFD": ("é: 1 个\ne\u0301: 2 个\n", "第 1 行和第 2 行"),
        "duplicate quoted": ('甲: 1 个\n"甲": 2 个\n', "第 1 行和第 2 行"),
        "open quote": ('甲: "1 万元\n乙: 2 万元\n', "figures.yaml:1:4"),
        "open single quote": ("甲: '1 万元\n", "figures.yaml:1:4"),
        "open brace": ("甲: {值: 1 万元\n", "figures.yaml:1:4"),
        "open bracket": ("甲: [1, 2\n", "figures.yaml:1:4"),
        "closed too often": ("甲: {值: 1 万元}}\n", "figures.yaml:1:"),
        "bad indent": ("甲:\n   a: 1\n  b: 2\n", "figures.yaml:3:3"),
        "lone star": ("甲: *\n", "figures.yaml:1:4"),
        "percent first": ("%甲: 1\n", "figures.yaml:1:1"),
        "at first": ("甲: @1\n", "figures.yaml:1:4"),
        "backtick": ("甲: `1`\n", "figures.yaml:1:4"),
        "two documents": ("甲: 1 万元\n---\n乙: 2 万元\n", "figures.yaml:2:1"),
        "document end": ("甲: 1 万元\n...\n乙: 2 万元\n", "figures.yaml:"),
        "anchor only": ("甲: &\n", "figures.yaml:1:4"),
        "no colon": ("甲 1 万元\n", "figures.yaml:1:1"),
        "no space": ("甲:1 万元\n乙:2 万元\n", "figures.yaml:1:"),
        "colon in a value": ("甲: 时间: 地点\n", "figures.yaml:1:"),
        "greater than": ("甲: >=95%\n", "figures.yaml:1:"),
        "list under a key": ("甲: 1\n- 乙\n", "figures.yaml:2:1"),
        "bad escape": ('甲: "a\\q"\n', "figures.yaml:1:"),
        "yaml directive": ("%YAML 9.9\n---\n甲: 1 个\n", "figures.yaml:1:1"),
        "tag directive": ("%TAG ! tag:x,2000:\n---\n甲: !y 1 个\n", "figures.yaml:"),
        "lone return": ("甲: 1 个\r乙: 2 个\n", "figures.yaml:1:"),
        "next line": ("甲: 1 个\x85乙: 2 个\n", "figures.yaml:1:"),
        "line separator": ("甲: 1 个\u2028乙: 2 个\n", "figures.yaml:1:"),
    }.items():  # fmt: skip
        yield Case("yaml-syntax", name, figures(text), REJECTED, words)
    yield Case("yaml-syntax", "unquoted reference", added("丙: {{培训人数}}"), WARNED, "figures.yaml:7:4: 警告 YML11")
    yield Case("yaml-syntax", "key in brackets", added("? [甲, 乙]\n: 1 个"), TOLD, "figures.yaml:7:3: 错误 YML05")
    yield Case("yaml-syntax", "key in braces", added("{甲: 乙}: 1 个"), TOLD, HERE)


def shapes() -> Iterator[Case]:
    """Values of a kind that nobody expects there."""
    for name, text in {
        "list": "- 甲\n- 乙\n", "scalar": "甲\n", "number": "3\n", "list of lists": "[[1]]\n", "quoted": '"甲"\n',
    }.items():  # fmt: skip
        yield Case("yaml-shape", f"figures a {name}", figures(text), REJECTED, "figures.yaml:1:")
        yield Case("yaml-shape", f"report a {name}", written("content/report.yaml", text), REJECTED, "report.yaml:1:1")
        yield Case("yaml-shape", f"form a {name}", written(f"{DIRECTION}/metrics.yaml", text), REJECTED, "metrics.yaml:1:")
    for name, text in {"null": "null\n", "tilde": "~\n", "empty": "", "comments": "# 空\n", "three dashes": "---\n"}.items():
        yield Case("yaml-shape", f"figures {name}", figures(text), TOLD, "figures.yaml:1:1: 警告 YML04 figures.yaml 是空的")
        yield Case("yaml-shape", f"report {name}", written("content/report.yaml", text), REJECTED, "report.yaml:1:1")
    for text in ("", " null", " ~", ' ""', " {}", " []", " {值: }", " {值: null}"):
        made = both(added(f"丙:{text}"), narrative("值{{丙}}。"))
        yield Case("yaml-shape", f"empty value{text}", made, TOLD, HERE, absent="None")
    for name, (old, new, words) in {
        "indicators a text": (METRICS[METRICS.index("绩效指标"):], "绩效指标: 无\n", "metrics.yaml:6:"),
        "indicators a list": (METRICS[METRICS.index("绩效指标"):], "绩效指标:\n  - 甲\n", "metrics.yaml:7:"),
        "funding a list": ("资金:\n  合计:", "资金:\n  - 合计:", "metrics.yaml:2:"),
        "a row a list": ("{指标值: ≥100人, 完成值: =培训人数, 分值: 50}", "[1, 2]", "metrics.yaml:9:"),
        "a row a text": ("{指标值: ≥100人, 完成值: =培训人数, 分值: 50}", "达成", "metrics.yaml:9:"),
        "weight a mapping": ("分值: 50", "分值: {值: 50}", "metrics.yaml:9:"),
        "weight a list": ("分值: 50", "分值: [50]", "metrics.yaml:9:"),
        "unknown key": ("分值: 50", "分数: 50", "metrics.yaml:9:"),
        "goal a mapping": ("预期目标: 培训100人", "预期目标: {甲: 乙}", "metrics.yaml:4:"),
    }.items():  # fmt: skip
        yield Case("yaml-shape", name, metrics(old, new), TOLD, words)
    for name, (old, new) in {
        "year in words": ("2024\n部门", "今年\n部门"), "year a list": ("2024\n部门", "[2024]\n部门"), "year a fraction": ("2024\n部门", "2024.5\n部门"),
        "year negative": ("2024\n部门", "-2024\n部门"), "year huge": ("2024\n部门", "9" * 30 + "\n部门"), "year empty": ("2024\n部门", "\n部门"),
        "title empty": ("2024年度测试专项绩效自评报告", ""), "title a mapping": ("2024年度测试专项绩效自评报告", "{甲: 乙}"),
        "title a list": ("2024年度测试专项绩效自评报告", "[甲]"),
    }.items():  # fmt: skip
        yield Case("yaml-shape", name, report(old, new), REJECTED, "report.yaml:")
    for name, line in {
        "names a mapping": "名称: {甲: 乙}", "details a list": "其他信息: [甲]", "digits a text": "显示: 三位", "digits a list": "显示: [万元]",
        "unknown key": "模版: 甲", "numbering a list": "编号: [甲]", "outline a number": "提纲: 3", "aliases a list": "别名: [甲]",
    }.items():  # fmt: skip
        yield Case("yaml-shape", f"report: {name}", report("模板:", f"{line}\n模板:"), TOLD, "report.yaml:5:")


def numbers() -> Iterator[Case]:
    """Numbers that are none, too large, or typed with a sign that no number holds."""
    for text, words in {
        "1,718.67 万元": "逗号", "1，718.67 万元": "逗号", "１２ 万元": "全角", "12.５ 万元": "全角", "\u221212 万元": "U+2212", "\u201312 万元": "U+2013",
        "1\u00a0718.67 万元": "U+00A0", "12\u00a0万元": "U+00A0", "12\u202f万元": "U+202F", "12 万远": "万远", ".5 万元": "小数点", "1O0 万元": "字母", "12。5 万元": "句号",
        "1 718.67 万元": "空格", "1.2.3 万元": "小数点", "٣ 万元": "外文数字",
        ".inf": ".inf", "-.INF": "-.INF", ".nan": ".nan", "inf": "inf", "NaN": "NaN", "Infinity": "Infinity", "1e5": "1e5", "1e5 万元": "1e5", "1E400": "1E400",
        "1e999999999": "1e999999999", "0x10": "0x10", "0x1F 万元": "0x1F", "1_840": "1_840", "1_840 万元": "1_840", "0b101 个": "0b101", "0o17 个": "0o17",
        "9" * 25: "24 位", "9" * 5000 + " 万元": "24 位", "=10^99": "公式", "=1÷0": "除数是 0", "=1/0": "除数是 0", "=9**9**9": "公式", "=" + "9" * 40: "24 位",
        "=" + "(" * 500 + "1" + ")" * 500: "30 层", "=" + "1+" * 5000 + "1": "公式", "=" + "-" * 5000 + "1": "公式",
    }.items():  # fmt: skip
        yield Case("yaml-numbers", f"{text[:14]} ({len(text)})", both(added(f"丙: {{值: '{text}', 来源: 账}}"), narrative("值{{丙}}。")), TOLD, words)
    for text, words in {"010 万元": "以 0 开头", "007": "以 0 开头", "12:30:45": "六十进制", "1:30": "六十进制"}.items():
        yield Case("yaml-numbers", text, added(f"丙: {text}"), WARNED, words)
    for weight in (".nan", ".inf", "1e3", "-50", "9" * 400, "50分", "五十", "５０", "5,0", "50\u00a0", "\u221250", "0x32", "1_0", "true", "[", "''"):
        yield Case("yaml-numbers", f"weight {weight[:6]}", metrics("分值: 50", f"分值: {weight}"), TOLD, "metrics.yaml:9:")
    chain = "".join(f"积{i}: =积{i - 1} × 积{i - 1}\n" for i in range(1, 60))
    yield Case("yaml-numbers", "squares of squares", added("积0: 99999\n" + chain.rstrip()), TOLD, AT)
    long = "".join(f"和{i}: =和{i - 1} + 1\n" for i in range(1, 3000))
    yield Case("yaml-numbers", "a chain of three thousand", added("和0: 1\n" + long.rstrip()), ACCEPTED)
    yield Case("yaml-numbers", "as written", both(added("丙: {值: 861.674960 万元, 来源: 账}"), narrative("值{{丙|数值}}。")), LITERAL, "861.67496")
    for name, line, words in (
        ("itself", "丙: =丙", "循环"), ("each other", "丙: =丁\n丁: =丙", "循环"), ("unknown", "丙: =没有", "没有名为"), ("open", "丙: =合计(", "没有写完"),
        ("units", "丙: =全年预算数 + 培训人数", "单位不同"), ("braces", "丙: ={{全年预算数}}", "没有名为"), ("too few", "丙: =如果(1,2)", "要 3 个参数"),
        ("python", "丙: =__import__('os')", AT), ("attribute", "丙: =全年预算数.__class__", AT), ("unknown function", "丙: =执行(1)", AT),
        ("semicolon", "丙: =1;2", AT),
    ):  # fmt: skip
        yield Case("yaml-numbers", f"formula {name}", added(line), TOLD, words)


def types() -> Iterator[Case]:
    """What YAML 1.1 reads as something else."""
    for text in ("yes", "no", "on", "off", "Yes", "NO", "On", "y", "n"):
        yield Case("yaml-types", f"figure {text}", added(f"丙: {text}"), WARNED if len(text) > 1 else ACCEPTED, HERE if len(text) > 1 else "")
        yield Case("yaml-types", f"text {text}", metrics("预期目标: 培训100人", f"预期目标: {text}"), LITERAL, text)
    for text in ("2024-02-30", "2023-02-29", "2024-13-01", "2024年2月30日"):
        yield Case("yaml-types", f"date {text}", added(f"丙: {text}"), TOLD, HERE)
    for text in ("2024-02-29", "2024年2月29日"):
        yield Case("yaml-types", f"date {text}", both(added(f"丙: {{值: {text}, 来源: 账}}"), narrative("于{{丙}}。")), ACCEPTED, "")
    yield Case("yaml-types", "true in a text", metrics("预期目标: 培训100人", "预期目标: true"), LITERAL, "true")
    yield Case("yaml-types", "date in a text", metrics("预期目标: 培训100人", "预期目标: 2024-02-29"), LITERAL, "2024-02-29")
    yield Case("yaml-types", "leading zeros in a text", metrics("预期目标: 培训100人", "预期目标: '0012'"), LITERAL, "0012")
    yield Case("yaml-types", "null as a name", added("null: 1 个"), WARNED, HERE)
    yield Case("yaml-types", "number as a name", added("2024: {值: 1 个, 来源: 账}"), ACCEPTED)


def code() -> Iterator[Case]:
    """Tags."""
    for tag in (
        "!!python/object/apply:os.system [id]", "!!python/object/new:os.system [id]", "!!python/name:os.system", "!!python/module:os", "!!python/tuple [1]",
        "!!binary aGk=", "!x 1", "!!set {a}", "!!omap [a: 1]", "!!timestamp 2024-01-01", "!!int 3", "!!float 3.5", "!!bool yes", "!<tag:x> 1", "!env PATH", "!include /etc/passwd",
    ):  # fmt: skip
        yield Case("yaml-code", tag[:34], added(f"丙: {tag}"), REJECTED, f"{HERE}4: 错误 YML10")
    yield Case("yaml-code", "str is a core tag", metrics("预期目标: 培训100人", "预期目标: !!str 012"), LITERAL, "012")
    yield Case("yaml-code", "tag of a key", added("!!python/name:os.system 丙: 1"), REJECTED, HERE)
    yield Case("yaml-code", "tag of the file", figures("!!python/object:x.Y\n" + FIGURES), REJECTED, "figures.yaml:1:1")
    yield Case("yaml-code", "tag of a mapping", added("丙: !!python/object:x.Y {值: 1 个}"), REJECTED, HERE)


def encodings() -> Iterator[Case]:
    """Bytes that are not UTF-8."""
    raw = FIGURES.encode()
    for name, (data, words) in {
        "gbk": (FIGURES.encode("gbk"), "疑为 GBK 编码（第1行第"), "gb18030": ((FIGURES + "丙: 㐀个\n").encode("gb18030"), "疑为 GBK"),
        "big5": ("標題: 數據\n".encode("big5"), "编码"), "utf-16": (FIGURES.encode("utf-16"), "疑为 UTF-16"), "utf-16-be": (b"\xfe\xff" + FIGURES.encode("utf-16-be"), "疑为 UTF-16"),
        "utf-16 without a mark": (FIGURES.encode("utf-16-le"), "figures.yaml"), "utf-32": (FIGURES.encode("utf-32"), "figures.yaml"),
        "utf-7": (b"+ZXBlbg-: 1\n\xff", "figures.yaml:2"), "latin byte": (raw + b"\xff\n", "第7行第1字节 0xFF"), "nul": (raw + b"\x00", "U+0000"),
        "cut in a character": (raw[:41], "figures.yaml:"), "overlong": (raw + b"\xc0\xaf\n", "figures.yaml:7"), "surrogate": (raw + b"\xed\xa0\x80\n", "figures.yaml:7"),
        "beyond": (raw + b"\xf5\x80\x80\x80\n", "figures.yaml:7"), "random": (bytes(range(256)) * 4, "figures.yaml:"), "png": (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "figures.yaml:"),
    }.items():  # fmt: skip
        yield Case("yaml-encoding", name, figures(data), REJECTED, words)
    yield Case("yaml-encoding", "mark", figures(b"\xef\xbb\xbf" + raw), ACCEPTED)
    yield Case("yaml-encoding", "two marks", figures(b"\xef\xbb\xbf\xef\xbb\xbf" + raw), WARNED, "figures.yaml:1:1")
    yield Case("yaml-encoding", "mark and a fault", figures(b"\xef\xbb\xbf" + b"a: [\n"), REJECTED, "figures.yaml:1:4")
    yield Case("yaml-encoding", "crlf", figures(FIGURES.replace("\n", "\r\n")), ACCEPTED)
    yield Case("yaml-encoding", "no newline at the end", figures(FIGURES.rstrip()), ACCEPTED)


def texts() -> Iterator[Case]:
    """Texts that other programs would act on."""
    for text in (
        "<w:p>", "a&b", "]]>", "</w:t></w:r></w:p>", "&lt;", "&#x1F;", "<!--", "<?xml?>", "{% x %}", "{# x #}", "${x}", "%s%n", "\\u0041", "$(id)", "`id`", "'\"", "=1+1", "@SUM(A1)", "|x|y|",
    ):  # fmt: skip
        quoted = "'" + f"培训{text}".replace("'", "''") + "'"
        yield Case("yaml-text", f"text {text}", metrics("培训100人\n", quoted + "\n"), LITERAL, text)
    yield Case("yaml-text", "jinja", metrics("培训100人\n", "'{{ 7*7 }}'\n"), TOLD, "metrics.yaml:4:", absent="49")
    for text in ("{{ 7*7 }}", "{% for x in y %}", "<b>&"):
        made = report("2024年度测试专项绩效自评报告", f"'2024年度{text}报告'")
        yield Case("yaml-text", f"title {text}", made, TOLD if "{{" in text else LITERAL, "report.yaml:1:" if "{{" in text else text)
    for character in (0x0, 0x1, 0x8, 0xB, 0xC, 0x1B, 0x1F, 0x7F, 0x80, 0x9F, 0xFDD0, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF, 0xD800, 0xDFFF):
        yield Case("yaml-text", f"U+{character:04X}", added(f'丙: "a{chr(character)}b"'), REJECTED, HERE)
    for escape in ("\\0", "\\x01", "\\e", "\\uFFFF", "\\uD800", "\\x1f", "\\b"):
        yield Case("yaml-text", f"escape {escape}", added(f'丙: "a{escape}b"'), REJECTED, HERE)
    for character in (0x200B, 0x202E, 0x2066, 0xFEFF, 0xE0041, 0xAD):
        yield Case("yaml-text", f"unseen U+{character:04X}", metrics("培训100人", f"培{chr(character)}训100人"), WARNED, "metrics.yaml:4:")
        yield Case("yaml-text", f"name U+{character:04X}", added(f"丙{chr(character)}丁: {{值: 1 个, 来源: 账}}"), WARNED, HERE)
