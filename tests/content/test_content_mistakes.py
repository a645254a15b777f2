"""What writers get wrong in YAML, and the sentence that each mistake is answered with."""

import pytest

from docgen.content.source_text import edited
from docgen.content.yaml.nodes import Node, Scalar, Sequence
from docgen.content.yaml.reading import composed

FILE = "figures.yaml"


def plain(node: Node | None) -> object:
    if isinstance(node, Scalar):
        return node.content
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key.content: plain(value) for key, value in node.pairs} if node else None


def told(text: str) -> list[str]:
    return [
        f"{finding.source.line}:{finding.source.column} {finding.severity.label} "
        f"{finding.code} {finding.message} → {finding.advice}"
        for finding in composed(text, FILE).findings
    ]


REFUSED = {
    "a colon without a space": (
        "支出: 1 万元\n收入:760 万元\n结余: 2 万元\n",
        "2:3 错误 YML01 “收入:”后面没有空格，YAML 不认它是“键: 值” → 写成 收入: 760 万元",
        {"支出": "1 万元", "收入": "760 万元", "结余": "2 万元"},
    ),
    "a full-width colon, which the library reports one line late": (
        "支出: 1 万元\n收入：760 万元\n结余: 2 万元\n",
        "2:3 错误 YML01 “收入”后面是全角冒号“：”，YAML 不认 → 写成 收入: 760 万元",
        {"支出": "1 万元", "收入": "760 万元", "结余": "2 万元"},
    ),
    "a comparison without quotes": (
        "指标值: >=95%\n",
        '1:6 错误 YML01 值以 > 开头，YAML 当作大段文字的开头 → 加英文双引号：">=95%"',
        {"指标值": ">=95%"},
    ),
    "a comparison without quotes inside braces": (
        "满意度: {指标值: >=95%, 分值: 10}\n",
        '1:12 错误 YML01 值以 > 开头，YAML 当作大段文字的开头 → 加英文双引号：">=95%"',
        {"满意度": {"指标值": ">=95%", "分值": "10"}},
    ),
    "a note that begins with a star": (
        "备注: *以上数据未经审计\n",
        '1:5 错误 YML01 值以 * 开头，YAML 当作别名 → 加英文双引号："*以上数据未经审计"',
        {"备注": "*以上数据未经审计"},
    ),
    "a sentence that begins with a reference": (
        "完成值: {{满意度}}左右\n分值: 3\n",
        '1:6 错误 YML01 值以 { 开头，YAML 当作一组键 → 加英文双引号："{{满意度}}左右"',
        {"完成值": "{{满意度}}左右", "分值": "3"},
    ),
    "a tab": (
        "支出:\n\t奖励金: 760 万元\n",
        "2:1 错误 YML01 行首用了制表符（Tab），YAML 只认空格 → 用空格缩进，每级两个",
        {"支出": {"奖励金": "760 万元"}},
    ),
    "a colon inside a value": (
        "指标值: 大于: 5\n",
        '1:6 错误 YML01 值里有半角冒号加空格，YAML 当作又一个键 → 加英文双引号："大于: 5"',
        {"指标值": "大于: 5"},
    ),
    "full-width commas inside braces": (
        "支出: {值: 760 万元，来源: 国库}\n",
        "1:15 错误 YML01 花括号里用了全角的“，”，YAML 不认 → 写成 支出: {值: 760 万元, 来源: 国库}",
        {"支出": {"值": "760 万元", "来源": "国库"}},
    ),
    "full-width braces": (
        "支出: ｛值: 760 万元｝\n",
        "1:5 错误 YML01 花括号里用了全角的“｛”，YAML 不认 → 写成 支出: {值: 760 万元}",
        {"支出": {"值": "760 万元"}},
    ),
    "a bracket left open": (
        "月份: [4月, 7月\n次数: 4次\n",
        "1:5 错误 YML01 从这里开始的方括号没有结束 → 在值的末尾补上 ]",
        {"月份": ["4月", "7月"], "次数": "4次"},
    ),
    "a quote left open": (
        '名称: "园区\n次数: 4次\n',
        '1:5 错误 YML01 从这里开始的双引号没有结束 → 在值的末尾补上 "',
        {"名称": "园区", "次数": "4次"},
    ),
    "a line out of line": (
        "支出:\n  奖励金: 1 万元\n 补贴: 2 万元\n",
        (
            "3:2 错误 YML01 这一行缩进了 1 格，与上面各行对不齐（上面是 2 格） "
            "→ 同级的键左边对齐：缩进 2 格"
        ),
        {"支出": {"奖励金": "1 万元", "补贴": "2 万元"}},
    ),
    "a key without a colon": (
        "支出\n  奖励金: 1 万元\n结余: 2 万元\n",
        "1:1 错误 YML01 “支出”后面没有冒号，下面却还有一层 → 写成 支出:",
        {"支出": {"奖励金": "1 万元"}, "结余": "2 万元"},
    ),
    "a year in brackets": (
        "文号: [2021]4号\n",
        '1:5 错误 YML01 值以 [ 开头，YAML 当作列表 → 加英文双引号："[2021]4号"',
        {"文号": "[2021]4号"},
    ),
    "a backslash in double quotes": (
        '路径: "D:\\表"\n',
        "1:8 错误 YML01 双引号里的反斜杠 \\ 在 YAML 里有别的意思 → 改用单引号：'D:\\表'",
        {"路径": "D:\\表"},
    ),
    "a file of one line with a full-width colon": (
        "考核奖励金：760 万元\n",
        "1:6 错误 YML01 “考核奖励金”后面是全角冒号“：”，YAML 不认 → 写成 考核奖励金: 760 万元",
        {"考核奖励金": "760 万元"},
    ),
    "a full-width colon below a key": (
        "合计:\n  年初预算数：1840 万元\n",
        "2:8 错误 YML01 “年初预算数”后面是全角冒号“：”，YAML 不认 → 写成 年初预算数: 1840 万元",
        {"合计": {"年初预算数": "1840 万元"}},
    ),
    "a full-width colon inside braces": (
        "支出: {值：760 万元}\n",
        "1:6 错误 YML01 “值：760 万元”里是全角冒号“：”，YAML 不认它是“键: 值” → 写成 值: 760 万元",
        {"支出": {"值": "760 万元"}},
    ),
    "a key typed twice": (
        "全年执行数: 1 万元\n其他: 2\n全年执行数: 3 万元\n",
        (
            "3:1 错误 YML02 “全年执行数”在第 1 行和第 3 行各写了一次 "
            "→ 留下一处；两处都要时，给其中一处换个名称"
        ),
        {"全年执行数": "1 万元", "其他": "2"},
    ),
    "a tag": (
        "a: !!python/object:os.system x\n",
        (
            "1:4 错误 YML10 不接受 YAML 标签 !!python/object:os.system "
            "→ 删去这个标签；文字以 ! 开头时，整个值加英文双引号"
        ),
        {"a": "x"},
    ),
    "a second document": (
        "a: 1\n---\nb: 2\n",
        (
            "2:1 错误 YML13 这里用 --- 开始了第二份文档，一个文件只能有一份 "
            "→ 删去这一行，或把后面的内容移到另一个文件"
        ),
        {"a": "1"},
    ),
}  # fmt: skip

ACCEPTED = {
    "a reference without quotes": (
        "完成值: {{满意度}}\n",
        '1:6 警告 YML11 值以 { 开头，“{{满意度}}”要加引号；这次按引用读 → 写成 "{{满意度}}"',
        {"完成值": "{{满意度}}"},
    ),
    "a formula with a comma inside braces": (
        "支出: {值: =合计(甲, 乙), 来源: 国库}\n",
        (
            "1:9 警告 YML11 花括号里的逗号把公式“=合计(甲, 乙)”拆成了两截；这次按一个公式读 "
            '→ 加英文双引号："=合计(甲, 乙)"'
        ),
        {"支出": {"值": "=合计(甲, 乙)", "来源": "国库"}},
    ),
    "a thousands separator inside braces": (
        "支出: {值: 1,718.67 万元}\n",
        (
            "1:9 错误 YML11 千分位逗号把“1,718.67 万元”拆成了“1”和“718.67 万元” "
            "→ 数字里不写逗号：1718.67 万元"
        ),
        {"支出": {"值": "1,718.67 万元"}},
    ),
    "a comma in a source": (
        "支出: {来源: 第3页,第5行}\n",
        (
            "1:10 警告 YML11 花括号里的逗号把“第3页,第5行”拆成了两截；这次按一段文字读 "
            '→ 加英文双引号："第3页,第5行"'
        ),
        {"支出": {"来源": "第3页,第5行"}},
    ),
    "a thousands separator in a list": (
        "数: [1,840, 3]\n",
        (
            "1:5 错误 YML11 千分位逗号把“1,840”拆成了“1”和“840”两项 "
            "→ 数字里不写逗号：1840；确是两项，逗号后面空一格"
        ),
        {"数": ["1", "840", "3"]},
    ),
    "a number sign after a space": (
        "厂房: 标厂 #3\n",
        (
            "1:8 警告 YML11 “#3”前面有空格，YAML 当作注释，没有印出来 "
            "→ 要印出来，整个值加英文双引号；要作注释，# 后面空一格"
        ),
        {"厂房": "标厂"},
    ),
    "a comparison that YAML takes for a block": (
        "指标值: >5\n分值: 3\n",
        (
            '1:6 错误 YML11 值以 > 开头，YAML 当作大段文字的开头，“>5”就丢了；这次按文字读 '
            '→ 加英文双引号：">5"'
        ),
        {"指标值": ">5", "分值": "3"},
    ),
    "folded Chinese": (
        "说明: >\n  建设标厂\n  补贴企业\n",
        "2:3 提示 YML11 这段文字写成几行，接起来时汉字之间没有留空格 → 要分段，改用 | 并在段间换行",
        {"说明": "建设标厂补贴企业\n"},
    ),
    "no": (
        "有无: no\n",
        (
            '1:5 警告 YML12 “no”在 YAML 里可能被当作“是/否”；这里按文字读 '
            '→ 写成中文，或加英文双引号："no"'
        ),
        {"有无": "no"},
    ),
    "a leading zero": (
        "数: 010\n",
        (
            "1:4 警告 YML12 “010”以 0 开头，别的程序会读成另一个数；这里按原样读 "
            '→ 是数就写成普通的十进制数；是文字就加英文双引号："010"'
        ),
        {"数": "010"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "sentence", "meant"), REFUSED.values(), ids=REFUSED)
def test_a_mistake_is_told_once_and_nothing_may_be_printed(
    text: str, sentence: str, meant: object
) -> None:
    assert told(text) == [sentence]
    read = composed(text, FILE)
    assert not read.whole
    assert plain(read.node) == meant


@pytest.mark.parametrize(("text", "sentence", "meant"), ACCEPTED.values(), ids=ACCEPTED)
def test_what_is_plainly_meant_is_read_and_told(text: str, sentence: str, meant: object) -> None:
    assert told(text) == [sentence]
    read = composed(text, FILE)
    assert read.whole
    assert plain(read.node) == meant


@pytest.mark.parametrize("text", ["时: 12:30:45", "数: 1_840", "数: 0x10", "数: on", "数: Yes"])
def test_what_other_programs_read_otherwise_is_warned_of(text: str) -> None:
    assert [finding.code for finding in composed(text, FILE).findings] == ["YML12"]


@pytest.mark.parametrize(
    "text",
    [
        '指标值: ">=95%"',
        "说明: |\n  第一段 #3\n  第二段",
        "厂房: '标厂 #3'",
        "厂房: 标厂#3",
        "a: 1 # 注释 #3",
        "# 注释 #3\na: 1",
        "电话: 0731-28681234",
        "网址: https://example.org/a:b",
        "公式: =合计(甲, 乙)",
        "月: [4月, 7月, 10月, 次年1月]",
        "数: [1, 840, 3]",
        "说明: 甲：乙",
        "说明:\n  全文如下。甲：乙",
        "值: 760 万元\r\n来源: 国库\r\n",
        "b: &m {x: 1}\nc:\n  <<: *m\n  y: 2",
        "说明: no problem",
        '空: ""',
    ],
)
def test_what_is_right_is_silent(text: str) -> None:
    read = composed(text, FILE)
    assert read.findings == ()
    assert read.whole


def test_all_mistakes_of_a_file_are_told_in_one_run() -> None:
    text = "甲: 1\n\n乙：2\n丙:3\n丁: >=4\n甲: 5\n戊: {值: 1,234 元}\n"
    assert [(f.code, f.source.line) for f in composed(text, FILE).findings] == [
        ("YML01", 3),
        ("YML01", 4),
        ("YML01", 5),
        ("YML02", 6),
        ("YML11", 7),
    ]


def test_a_duplicate_key_is_found_after_normalisation_and_names_the_other_place() -> None:
    text = "caf\u00e9: 1\ncafe\u0301: 2\n"
    (finding,) = composed(text, FILE).findings
    assert finding.code == "YML02"
    assert [related.source.line for related in finding.related] == [1]


def test_each_mistake_with_a_correction_can_be_fixed_and_is_then_silent() -> None:
    fixed = 0
    for text, _, meant in (*REFUSED.values(), *ACCEPTED.values()):
        fixes = [f.fix for f in composed(text, FILE).findings if f.fix]
        if len(fixes) != 1:
            continue
        fixed += 1
        again = composed(edited(text, fixes[0].edits), FILE)
        assert again.findings == (), text
        assert plain(again.node) == meant or "1,718.67" in text
    assert fixed > 15


def test_each_of_several_lines_with_full_width_colons_is_told() -> None:
    text = "资金:\n  合计:\n    年初预算数：1 万元\n    全年预算数:2 万元\n    全年执行数：3 万元\n"
    read = composed(text, FILE)
    assert [f.source.line for f in read.findings] == [3, 4, 5]
    assert plain(read.node) == {
        "资金": {"合计": {"年初预算数": "1 万元", "全年预算数": "2 万元", "全年执行数": "3 万元"}}
    }


def test_what_cannot_be_mended_is_told_where_it_begins() -> None:
    text = '甲: 1\n乙 2\n丙: {文字: "没有结束, 计分: 3}\n丁: 4\n'
    assert [sentence.split(" → ")[0] for sentence in told(text)] == [
        "2:1 错误 YML01 这一行没有冒号：乙 2",
        "3:9 错误 YML01 从这里开始的引号没有结束",
    ]
    assert composed(text, FILE).node is None


def test_only_the_first_of_two_mistakes_on_a_line_is_fixed_at_once() -> None:
    text = "\t甲：1\n"
    first, second = composed(text, FILE).findings
    assert first.fix is not None
    assert second.fix is None
    once = edited(text, first.fix.edits)
    (second,) = composed(once, FILE).findings
    assert second.fix is not None


def test_an_alias_is_only_for_a_merge() -> None:
    read = composed("a: &m {b: 1}\nc: *m\n", FILE)
    assert [f.message for f in read.findings] == ["“*m”以 * 开头，YAML 当作别名"]
    assert not read.whole


def test_deep_nesting_ends_in_a_sentence() -> None:
    assert told("[" * 60 + "]" * 60) == [
        "1:51 错误 YML09 嵌套超过 50 层 → 减少嵌套；检查有没有多打的括号"
    ]
    assert [f.code for f in composed("[" * 200_000, FILE).findings] == ["YML01"]
    assert composed("[" * 50 + "]" * 50, FILE).findings == ()


def test_an_alias_bomb_ends_in_a_sentence() -> None:
    lines = ["a0: &a0 {x: 1, y: 2}"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 20)}]" for n in range(1, 10)]
    read = composed("\n".join(lines), FILE)
    assert read.node is None
    assert read.findings[-1].message == "YAML 别名超过 100 个"


def test_a_merge_bomb_ends_in_a_sentence() -> None:
    keys = ", ".join(f"k{n}: 1" for n in range(2_000))
    text = f"m: &m {{{keys}}}\n" + "".join(f"a{n}:\n  <<: *m\n" for n in range(10))
    assert composed(text, FILE).findings[-1].message == "用 << 合并的键超过 10000 个"


def test_a_forbidden_character_is_named_with_its_place() -> None:
    assert told("甲: 1\n乙: 二\x01\n") == [
        "2:5 错误 YML08 这里有不能出现在文档里的字符 U+0001 → 删去它；多半是从别处复制时带进来的"
    ]
    for character in "\x00\x08\x7f\x85\u2028\ufdd0\ufffe\ud800\U0001fffe\U0010ffff":
        assert [f.code for f in composed(f"a: x{character}y", FILE).findings] == ["YML08"]
    for character in "\t\u00a0·é\ue000\U0001f600\U00020000":
        assert composed(f"a: x{character}y", FILE).findings == ()


def test_a_long_list_of_mistakes_ends_early() -> None:
    text = "".join(f"甲: {number}\n" for number in range(5_000))
    found = composed(text, FILE).findings
    assert len(found) < 300
    assert found[-1].message == "这个文件里的问题超过 200 个，后面的没有读"


def test_a_text_of_many_lines_is_read_whole() -> None:
    text = "甲: >\n" + "  建设\n" * 5_000
    assert plain(composed(text, FILE).node) == {"甲": "建设" * 5_000 + "\n"}


def test_an_empty_text_is_nothing() -> None:
    for text in ("", "\n\n", "# 只有注释\n", "---\n", "~", "\ufeff"):
        assert composed(text, FILE).node is None
        assert composed(text, FILE).findings == ()
