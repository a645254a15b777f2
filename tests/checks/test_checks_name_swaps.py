"""One character of a name exchanged is found without a dictionary; clean prose stays quiet."""

import random

from docgen.checks.near_names import near_names

PLACES = (
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
    return [place + end for place in PLACES for end in ENDS]


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
        told = list(near_names([*texts(name), f"{wrong}完成验收。"], names()))
        found += any(near.written == wrong and near.name == name for near in told)
    assert len(names()) == 100
    assert found >= 90


def test_names_that_nobody_registered_are_known_by_their_use() -> None:
    chance = random.Random(12)  # noqa: S311 (a seed, not a secret)
    found = 0
    for name in names():
        at = chance.randrange(2)
        wrong = name[:at] + chance.choice([c for c in SLIPS if c != name[at]]) + name[at + 1 :]
        told = list(near_names([*texts(name), f"{wrong}完成验收。"], ()))
        found += any(near.written == wrong for near in told)
    assert found >= 90


def test_clean_prose_gets_at_most_one_finding_in_two_thousand_characters() -> None:
    prose = [f"{name}引入企业共建厂房，{CLEAN}" for name in names()]
    assert sum(map(len, prose)) > 20_000
    assert not list(near_names(prose, names()))
    assert len(list(near_names(prose, ()))) <= sum(map(len, prose)) // 2000
