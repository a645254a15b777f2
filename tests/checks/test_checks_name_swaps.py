"""A slip in a name is found without a dictionary; clean prose stays quiet.

The measurement invents names, puts each several times in sentences of a report and changes one
character in one place. Found is a slip only if what the rule proposes restores the text.
"""

import random
import re
import shutil
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from docgen import build, content
from docgen.checks.read.name_index import name_index
from docgen.checks.read.name_slips import name_slips

ROOT = Path(__file__).parents[2]

# What names are made of; real counties, so that real words stand in names too.
STEMS = (
    "金银铜石玉松柏柳桃李梅兰竹荷莲菊枫桂茶禾谷麦稻棉桑麻云霞雨雪风雷星月日阳春秋河湖江溪泉塘湾洲"
    "沙岭峰坪坡冲坳岩洞桥亭塔楼寺庙关堡寨屯营铺店集龙凤虎鹤马鹿牛羊鱼雁燕鸿青白红黄紫丹翠碧清明"
    "永长安宁康泰和平福禄寿喜吉祥瑞丰盛兴隆昌达通顺德仁义礼智信文武英华秀嘉善美新古双四"
)
COUNTIES = """
茶陵 醴陵 炎陵 渌口 攸县 浏阳 宁乡 韶山 湘乡 湘阴 汨罗 平江 临湘 华容 桃源 石门 澧县 慈利
安化 沅江 桂阳 宜章 永兴 嘉禾 临武 汝城 资兴 祁阳 东安 双牌 道县 江永 宁远 蓝山 新田 江华
沅陵 辰溪 溆浦 会同 麻阳 芷江 洪江 冷水江 涟源 双峰 新化 吉首 泸溪 凤凰 花垣 保靖 古丈
永顺 龙山
"""
TYPES = {
    "乡镇": ("镇 乡 街道 村 社区 苏木 林场 居委会 新区 小区"),
    "园区": (
        "经开区 高新区 产业园 工业集中区 科技园 物流园 示范园 保税区 创业基地 开发区 双创中心"
    ),
    "企业": (
        "有限公司 建设集团 农业合作社 机械厂 农商银行 酒店 茶厂 药业公司 出版社 旅行社 运输公司"
    ),
    "部门": (
        "财政局 农业农村局 水利局 教育局 交通运输局 卫生院 中心小学 "
        "第一中学 民政局 林业局 幼儿园 敬老院 博物馆 公安局 统计局"
    ),
    "项目": (
        "供水工程 水库 大桥 灌区 安居项目 产业基金 助学计划 "
        "污水处理厂 水电站 防洪堤工程 公路 安置房项目 助残计划 引导基金 湿地公园"
    ),
    "队组": ("志愿服务队 宣讲团 工作专班 专家组 合唱团 巡逻队 商会 联盟 评审组"),
}
# Kinds of names and sentences that no rule was tuned on: the last measurement is made with them.
OTHER_TYPES = {
    "乡镇": "民族乡 农场 垦区 屯 经济联社",
    "园区": "软件园 出口加工区 智慧谷 孵化器 冷链港",
    "企业": "钢铁厂 超市 担保公司 百货商店 煤矿 集团",
    "部门": "审计局 气象局 文化馆 体育场 法院 疾控中心 技工学校",
    "项目": "变电站 护岸工程 隧道 廉租房项目 春风行动 扶贫基金 森林公园",
    "队组": "艺术团 救援队 学会 理事会 督查组",
}
FRAMES = """
{}引入企业共建厂房，年内全部投产。
全市支持{}发展，按季度调度。
资金拨付到{}，专款专用。
对{}的补助按合同分两批支付。
其中，{}和其他单位按时报送了材料。
检查组先后到{}、县档案馆核对凭证。
任务由“{}”牵头实施。
截至年末，{}已完成验收。
{}
{}（二期）
{}建设情况
一是{}：台账齐全。
上级向{}下达指标，并要求年底前用完。
今年以来{}等单位新增就业岗位。
明确由市审计组与{}共同负责。
推进{}建设，群众反映良好。
核查发现{}为多头申报，已整改。
受益范围包括{}及周边群众。
建成后移交{}管理。
经{}确认，设备运行正常。
本批补助共三家，分别为农科站、{}、气象台。
新增的设备全部安装在{}。
{}全年接待群众来访，办结率较高。
去年底{}通过了省里的复核。
凭证原件存放在{}，可供查阅。
{}的做法值得推广。
经协商，{}同意延长工期。
主要受益单位：{}
{}自评
走访了{}和三户农家。
“{}”一事已办结。
我们多次前往{}开展督导。
帮助{}解决用电难题。
其余款项待{}验收后支付。
第三批名单有{}、老干所、幼儿园。
因{}未按期开工，指标有所调减。
使{}真正得到实惠。
评审专家建议{}完善台账。
"""
OTHER_FRAMES = """
{}今年扩建了两栋楼。
省里专门发函表扬{}。
经费已按时划入{}账户。
抽查时{}的单据比较齐。
我市选派骨干赴{}挂职锻炼。
“{}”列入重点名单
牵头人：{}
{}简介
目前只有{}尚未报账。
与会者对{}给予好评。
沿线的{}、农机站、敬老院同步改造。
同意将{}纳入明年计划。
由{}组织实施，三个月内办结。
请{}抓紧补报材料。
去年{}新招了一批学徒。
感谢{}为村民办的好事。
"""
FILLER = """
全市坚持市场理念，从规划、用地、厂房三个环节着力，园区承载项目的条件逐步改善。东区、
西区和新区、老区的基础设施同步推进，一区三园的格局由此形成。攸县园区、攸州工业园先后建成投产
，城东小学、城西小学同时开学，第一中学、第二中学完成改造。

市财政局、县财政局、区财政局按照职责分工落实资金，各镇各村逐级公示。上半年完成立项，
下半年完成招标，全年组织督查，对存在的问题逐一整改，群众满意度不断提高。大坝、小坝加固完工，
上游、下游河道清淤，左岸、右岸道路贯通。

甲公司、乙公司、丙公司按合同履约，资金专款专用。河东街道、河西街道完成改造，城南、
城北两条干线通车。东乡、西乡的灌溉条件改善，一期工程已经验收，二期工程正在施工。
省级资金、市级资金、县级资金全部到位。

预算执行率较上年提高，支出进度与去年基本持平。财政资金优先保障民生，专项资金实行专账核算。
项目单位建立台账，主管部门定期检查，评价结果作为下年安排预算的依据。数量指标全部完成，
质量指标达到要求，时效指标略有滞后。

存在的问题：一是预算编制不够精细，二是绩效目标不够具体，三是项目管理不够规范。下一步将完善制
度，强化监督，加快支付，提升服务水平，提高资金使用效益，推动各项任务落地见效。
"""
ALIKE = """
渌溇绿 未末 土士 己已巳 人入八 大太犬 日曰目 木本术 天夫无 王玉主 石右后 田由甲申 口囗回
白自百 金全 银根 铜钢 松枞 柏伯拍 柳抑聊 桃挑 李季 梅侮 兰三 竹行 荷苛 莲连 菊掬 枫讽 桂挂
茶荼 禾木 谷各 麦表 稻滔 棉绵 桑粲 麻床 云去 霞霰 雨两 雪雷 风凤 星皇 月用 阳阴 春舂 秋愁
河何 湖胡 江汪 溪溇 泉皇 塘糖 湾弯 洲州 沙纱 岭领 峰锋 坪评 坡披 冲仲 坳拗 岩若 洞铜 桥侨
亭享 塔搭 楼搂 寺侍 庙届 关美 堡垄 寨塞 屯电 营宫 铺辅 店居 集焦 龙尤 虎虑 鹤鸽 马鸟 鹿麂
牛午 羊半 鱼渔 雁鹰 燕蒸 鸿鸪 青育 红江 黄横 紫柴 丹舟 翠萃 碧磐 清请 明朋 永水 长张 安宴
宁宇 康庸 泰秦 和知 平乎 福副 寿涛 喜嘉 吉古 祥详 瑞端 丰半 盛盔 兴光 隆降 昌冒 达迖 通涌
顺须 德徳 仁仕 义叉 礼扎 智暂 信倍 文交 武斌 英芙 华毕 秀季 嘉喜 善着 美关 新斩 古吉 双叹
四匹 陵棱 醴礼 炎淡 攸收 浏刘 乡幺 韶诏 湘相 阴阳 汨汩 罗岁 临监 容客 源原 门们 澧灃 慈兹
利刹 化代 沅阮 宜宣 章童 汝汶 城诚 资贷 祁祈 东车 牌脾 道遒 远运 蓝篮 辰晨 溆叙 浦蒲 会合
同问 芷正 冷泠 涟链 首酋 泸沪 花化 垣恒 保堡 靖请 丈仗 镇填 街衔 村材 社杜 区巨 经径 开升
高亮 产严 业亚 园圆 工王 科料 技枝 物牧 流疏 有冇 限恨 公么 司同 建健 设没 团困 农衣 合舍
作昨 机杌 械诫 厂广 商啇 行衍 财材 政攻 局居 水永 教救 育盲 交父 运远 输榆 卫卩 生主 院完
中申 心必 小少 学字 第弟 供拱 程桯 库厍 灌罐 项顷 基墓 助肋 计汁 划刬 污汚 处外 理埋 志忘
愿原 服报 务条 队认 宣宜 讲进 专砖 班斑 家冢 组祖
"""
# The 3755 common characters of GB 2312, which lists them by sound: its neighbours sound alike.
COMMON = [
    bytes((row, cell)).decode("gb2312", "ignore")
    for row in range(0xB0, 0xD8)
    for cell in range(0xA1, 0xFF)
]
ROW = {sign: place for place, sign in enumerate(COMMON)}
LOOKS = {sign: [o for o in group if o != sign] for group in ALIKE.split() for sign in group}
KINDS = ("形近", "音近", "别字", "缺字", "多字", "颠倒")
PLACES = ("首", "中", "尾")


@dataclass(frozen=True)
class Slip:
    """A report in which a name is once written with a slip, and where."""

    name: str
    kind: str
    place: str
    times: int
    texts: tuple[str, ...]
    right: str
    at: int


def invented(chance: random.Random, count: int, types: dict[str, str]) -> list[str]:
    """Return names of 2 to 12 characters, no two of them closer than two characters."""
    names: list[str] = []
    while len(names) < count:
        stem = (
            chance.choice(COUNTIES.split())
            if chance.random() < 0.4
            else "".join(chance.sample(STEMS, chance.choice((1, 2, 2, 2, 3))))
        )
        kind = chance.choice(tuple(types))
        name = stem + chance.choice(types[kind].split())
        if chance.random() < 0.1:
            name = chance.choice(COUNTIES.split())
        elif chance.random() < 0.25 and kind in ("企业", "项目", "队组"):
            name = chance.choice(COUNTIES.split()) + name
        if len(name) <= 12 and all(apart(name, other) for other in names):
            names.append(name)
    return names


def apart(one: str, other: str) -> bool:
    if one in other or other in one:
        return False
    long = max(len(one), len(other))
    same = sum(a == b for a, b in zip(one, other, strict=False))
    turned = sum(a == b for a, b in zip(one[::-1], other[::-1], strict=False))
    return max(same, turned) < long - 1


def slipped(name: str, kind: str, place: str, chance: random.Random) -> str:
    """Return a name with one slip, or "" where there is none of the kind."""
    last = len(name) - 1
    at = {"首": 0, "中": max(1, last // 2 + (last % 2)), "尾": last}[place]
    sign = name[at]
    if kind == "形近":
        return name[:at] + chance.choice(LOOKS[sign]) + name[at + 1 :] if sign in LOOKS else ""
    if kind == "音近":
        near = COMMON[max(0, ROW[sign] - 3) : ROW[sign] + 4] if sign in ROW else []
        same = [other for other in near if other not in (sign, "")]
        return name[:at] + chance.choice(same) + name[at + 1 :] if same else ""
    other = chance.choice([each for each in COMMON if each not in (sign, "")])
    if kind == "别字":
        return name[:at] + other + name[at + 1 :]
    if kind == "缺字":
        return name[:at] + name[at + 1 :]
    if kind == "多字":
        at = {"首": 1, "中": (last + 2) // 2, "尾": last}[place]
        return name[:at] + chance.choice((other, name[at - 1])) + name[at:]
    at = min(at, last - 1)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def written(names: Sequence[str], chance: random.Random, frames: str) -> list[tuple[str, str]]:
    """Return the texts of a report, each with the name it was made for ("": none)."""
    texts = [("", "".join(text.split())) for text in FILLER.split("\n\n")]
    lines = frames.strip().split("\n")
    for name in names:
        texts += [(name, f.format(name)) for f in chance.sample(lines, chance.choice((2, 3, 4)))]
    chance.shuffle(texts)
    return texts


def slips(seed: int, reports: int, *, fresh: bool = False, size: int = 12) -> Iterator[Slip]:
    """Yield reports of `size` names each, every one with one slip of one name."""
    frames, types = (OTHER_FRAMES, OTHER_TYPES) if fresh else (FRAMES, TYPES)
    chance = random.Random(seed)  # noqa: S311 (a seed, not a secret)
    for _ in range(reports):
        names = invented(chance, size, types)
        texts = written(names, chance, frames)
        for name in names:
            of_it = [i for i, (owner, _) in enumerate(texts) if owner == name]
            for kind in KINDS:
                place = chance.choice(PLACES)
                wrong = slipped(name, kind, place, chance)
                index = chance.choice(of_it)
                right = texts[index][1]
                if not wrong or wrong == name:
                    continue
                changed = [text for _, text in texts]
                changed[index] = right.replace(name, wrong, 1)
                if changed.count(changed[index]) > 1:
                    continue
                yield Slip(name, kind, place, len(of_it), tuple(changed), right, index)


def told(texts: Sequence[str], registered: Sequence[str] = ()) -> list[tuple[int, int, str, str]]:
    """Return what is suspected: which text, where, what is written, the name proposed."""
    index = name_index(texts)
    found = name_slips(index, registered)
    return [(*index.text_place(each.at), each.written, each.name) for each in found]


def restored(slip: Slip, found: Sequence[tuple[int, int, str, str]]) -> bool:
    text = slip.texts[slip.at]
    return any(
        index == slip.at and text[:start] + name + text[start + len(wrong) :] == slip.right
        for index, start, wrong, name in found
    )


SEATS = (
    "渌口", "茶陵", "醴陵", "荷塘", "田心", "芦淞", "石峰", "天元", "炎陵", "青禾",
    "白水", "河口", "石桥", "柳林", "双龙", "金山", "清溪", "临江", "长乐", "永丰",
)  # fmt: skip
ENDS = ("经开区", "高新区", "工业集中区", "农业农村局", "产业发展有限公司")
# Characters a slip of the keyboard or of the eye puts there: they sound or look alike.
SLIPS = "溇渎荼荣澧塾苟唐甸芯沾蜂夫园盐晴苗陌氷可乔抑材龚奎倩蹊监汀畅咏冯坤竟祉斟"
CLEAN = (
    "全市坚持市场理念，从规划、用地、厂房三个环节着力，园区承载项目的条件逐步改善。东区、西区和新区、老区的"
    "基础设施同步推进，一区三园的格局由此形成。攸县园区、攸州工业园先后建成投产，城东小学、城西小学同时开学，"
    "第一中学、第二中学完成改造。市财政局、县财政局、区财政局按照职责分工落实资金，各镇各村逐级公示。"
    "上半年完成立项，下半年完成招标，全年组织督查，对存在的问题逐一整改，群众满意度不断提高。"
    "大坝、小坝加固完工，上游、下游河道清淤，左岸、右岸道路贯通。甲方、乙方按合同履约，资金专款专用。"
)


def names() -> list[str]:
    return [place + end for place in SEATS for end in ENDS]


def texts(name: str) -> list[str]:
    return [
        f"{name}引入企业共建厂房。",
        f"全市支持{name}发展。",
        CLEAN,
        f"资金拨付到{name}，专款专用。",
    ]


def test_nine_in_ten_names_with_one_character_exchanged_are_found() -> None:
    chance = random.Random(11)  # noqa: S311 (a seed, not a secret)
    found = 0
    for name in names():
        at = chance.randrange(len(name) - 1)
        wrong = name[:at] + chance.choice([c for c in SLIPS if c != name[at]]) + name[at + 1 :]
        slips = told([*texts(name), f"{wrong}完成验收。"], names())
        found += any(each[2:] == (wrong, name) for each in slips)
    assert len(names()) == 100
    assert found >= 90


def test_names_that_nobody_registered_are_known_by_their_use() -> None:
    chance = random.Random(12)  # noqa: S311 (a seed, not a secret)
    found = 0
    for name in names():
        at = chance.randrange(2)
        wrong = name[:at] + chance.choice([c for c in SLIPS if c != name[at]]) + name[at + 1 :]
        slips = told([*texts(name), f"{wrong}完成验收。"])
        found += any(each[2] == wrong for each in slips)
    assert found >= 90


def test_clean_prose_gets_at_most_one_finding_in_two_thousand_characters() -> None:
    prose = [f"{name}引入企业共建厂房，{CLEAN}" for name in names()]
    assert sum(map(len, prose)) > 20_000
    assert not told(prose, names())
    assert len(told(prose)) <= sum(map(len, prose)) // 2000


def rates(seed: int, reports: int, *, registered: bool, fresh: bool) -> dict[str, float]:
    """Return the share of slips found by kind, of names of three characters and more.

    Names that nobody registered stand there three times or four, the slip among them.
    """
    found: dict[str, list[bool]] = defaultdict(list)
    for slip in slips(seed, reports, fresh=fresh):
        if len(slip.name) > 2 and (registered or slip.times > 2):
            kind = slip.kind if slip.kind in ("缺字", "多字", "颠倒") else "换字"
            names = (slip.name,) if registered else ()
            found[kind].append(restored(slip, told(slip.texts, names)))
    assert min(map(len, found.values())) > 20
    return {kind: sum(each) / len(each) for kind, each in found.items()}


@pytest.mark.parametrize("fresh", [False, True])
def test_slips_in_registered_names_are_found(*, fresh: bool) -> None:
    share = rates(71, 4, registered=True, fresh=fresh)
    assert share["换字"] >= 0.95
    assert share["颠倒"] >= 0.95
    assert share["多字"] >= 0.95
    assert share["缺字"] >= 0.75  # 武镇 for 临武镇, 株洲 for 株洲市: what is left is a word


@pytest.mark.parametrize("fresh", [False, True])
def test_slips_in_names_written_three_times_are_found(*, fresh: bool) -> None:
    share = rates(72, 6, registered=False, fresh=fresh)
    assert share["换字"] >= 0.9
    assert share["颠倒"] >= 0.9
    assert share["多字"] >= 0.9
    assert share["缺字"] >= 0.7


def narratives() -> Iterator[str]:
    for folder in ("content", "tests/samples"):
        for path in sorted((ROOT / folder).rglob("narrative/*.md")):
            yield from filter(None, path.read_text("utf-8").split("\n"))


def test_prose_without_slips_gets_at_most_one_finding_in_two_thousand_characters() -> None:
    chance = random.Random(73)  # noqa: S311 (a seed, not a secret)
    reports = [tuple(narratives())]
    for types, frames in ((TYPES, FRAMES), (OTHER_TYPES, OTHER_FRAMES)) * 6:
        reports.append(tuple(t for _, t in written(invented(chance, 30, types), chance, frames)))
    size = sum(len(text) for texts in reports for text in texts)
    assert size > 20_000
    assert sum(len(told(texts)) for texts in reports) <= size / 2000


@pytest.mark.parametrize(
    "listed", ["石桥村、石坝村", "茶陵经开区和醴陵经开区", "东乡灌区、西乡灌区"]
)
def test_names_listed_side_by_side_are_two_names(listed: str) -> None:
    first = re.split("[、和]", listed)[0]
    texts = (
        f"{first}完成验收。",
        f"资金拨付到{first}。",
        f"“{first}”已经建成。",
        f"{listed}都是新建的。",
    )
    assert not told(texts)


def test_a_finding_names_both_places() -> None:
    texts = ("渌口经开区完成验收。", "资金拨付到渌口经开区。", "对溇口经开区的补助已经支付。")
    index = name_index(texts)
    (slip,) = name_slips(index, ())
    assert (*index.text_place(slip.at), slip.written) == (2, 1, "溇口经开区")
    text, start = index.text_place(slip.usual_at)
    assert texts[text].startswith("渌口经开区", start)


@pytest.mark.parametrize(
    ("wrong", "code"), [("石侨物流园", "NAM01"), ("石桥流园", "NAM11"), ("石桥物物流园", "NAM11")]
)
def test_a_report_is_told_the_place_of_the_odd_name_and_one_of_the_usual(
    wrong: str, code: str, tmp_path: Path
) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    path = next(tmp_path.rglob("06-*.md"))
    text = f"\n石桥物流园开园。\n\n资金拨付到石桥物流园。\n\n{wrong}的台账齐全。\n"
    path.write_text(path.read_text("utf-8") + text, "utf-8")
    proof = build.check(content.locate(tmp_path, None))
    (finding,) = [each for each in proof.findings if each.code in ("NAM01", "NAM11")]
    assert finding.code == code
    lines = proof.texts[finding.source.file].split("\n")
    assert lines[finding.source.line - 1].startswith(wrong)
    (other,) = finding.related
    assert lines[other.source.line - 1].startswith("石桥物流园", other.source.column - 1)
