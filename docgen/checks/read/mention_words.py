"""Words by which a number in prose is known, or known to be another (数字旁边的词): data."""

from __future__ import annotations

from docgen.patterns import lazy_pattern

# Words that name nothing: 全年共培训 is 培训.
FILLERS = lazy_pattern(
    r"调整后|全[市县区省镇乡年]|我[市县区省局镇乡]|本[年级县市区项]|年度|年内|年底|年末|截至|共计?|合计|总计|其中|分别|达到?|"
    r"为|了|的|是|已|约|近|逾|有|至|得|仅|实际|实现|完成|项目|工作|情况|增速|增幅|增长率"
)
# Verbs and nouns that stand between a name and its number: 城镇新增就业人数累积到, 发放, 投资.
CARRIERS = lazy_pattern(
    r"新增|发放|支付|投入|安排|实施|落实|下达|到位|投资|支出|面积|金额|资金|人数|数量?|总额?|额|量|余|个|可|能|就|在|并|还|也|均已|其"
)
# A number beside one of these is of another time, a part, a price, a plan or a change.
OTHERS = lazy_pattern(
    r"上年|去年|同期|往年|半年|季度|\d月|月[底末]|计划|目标|任务|预计|应|拟|将|不[低少高超]|每|平均|人均|户均|均|前|后|累计|"
    r"单价|增|减|降|升|追加|调整|结转|剩|尚|未|比|较|由|从|占|其余|另|原|首|(?<![农等乡])[村镇乡]$|部分|第"
)
# Words of a change against 上年: 比上年增长, 较上年提高. The number is of what was said before it.
CHANGES = lazy_pattern(
    r"(?:[比较与](?:上年|去年)|同比)(?:相比)?|增[长加幅]了?|提[高升]了?|上升了?|[下回]降了?|减少了?"
)
SINCE_LAST_YEAR = lazy_pattern(r"[比较与](?:上年|去年)|同比|此次")
# Words of a rate of what was said before it: 储备土地5897亩，为年度任务的197%.
RATES = lazy_pattern(r"[为占达成]到?[^，。；]{0,8}(?:任务|目标|计划|面积|总[数量额])数?的$")
GROWTH = lazy_pattern(r"增|降|升|长|减")
# Another time that a sentence begins with: 2022年…, 上半年….
OTHER_TIMES = lazy_pattern(
    r"(?<![比较与同])(?:上年(?!结转)|去年|往年)|上半年|前[一二三]季度|[一二三四]季度|截至\d{1,2}月|计划|预计|拟"
)
# Words too common to show that two things are one.
EMPTY = frozenset([
    "资金", "项目", "完成", "工作", "年度", "全年", "情况", "建设", "数量", "合计", "其中", "产业", "发展", "管理", "实施",
    "全市", "全县", "全省", "预算", "支出", "收入", "拨款", "财政",
])  # fmt: skip
# Names of money that every account has: whose they are is said by what is beside them.
COMMON_NAMES = lazy_pattern(
    r"(?:年初|全年|本年|年中|调整|追加)?(?:预算|执行|支出|收入|到位|决算|结余|资金|完成|满意)"
    r"(?:收入|支出|执行)?(?:数|率|度|合计|总额|资金)?|总分|得分|其他资金|上年结转资金"
)
# Rows of a table that are the whole: their numbers are the report's.
WHOLE_ROWS = lazy_pattern(r"合计|总计|小计|本项目|项目|资金|金额|万元|亿元|元|单位|数|率")
# What every name of a rank has: 全省排名 says only of whom by what is beside it.
RANK_WORDS = lazy_pattern(
    r"全[国省市县]|排名|名次|位次|排位|居|列|位|第|在|中|为|的|我[县市区局]|本年度?|仍|继续"
)

# Words that leave it open neither whose a number is nor of when: 一是兑现…, 共发放…
NEUTRAL = lazy_pattern(
    r"[一二三四五六七八九十]?(?:兑现|拨付|支付|发放|支出|使用|完成|实现|达到?|落实|投入|建成|合计|[共为是即已了的])*"
)
