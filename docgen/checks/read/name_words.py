"""Words and characters that names are told from (名称的用字): data, each with an example."""

from __future__ import annotations

# A stretch that begins or ends inside one of these is no name: 其中中央资金 is 其中 + 中央资金,
# 县属公路 is 县属 + 公路; 农村 loses no 村 as 荷塘区 loses its 区.
EVERYDAY = frozenset([
    "其中", "当中", "集中", "之中", "各项", "该项", "此项", "多项", "单项", "各级", "上级", "下级", "本级", "省级", "市级",
    "县级", "区级", "乡级", "镇级", "村级", "逐级", "所属", "下属", "直属", "附属", "隶属", "县属", "市属", "省属", "区属",
    "乡属", "属于", "各县", "全县", "全市", "全省", "全区", "全国", "全镇", "全乡", "全村", "本县", "该县", "该区", "该市",
    "各区", "各市", "各镇", "各乡", "各村", "本项", "项目", "目标", "部门", "部分", "全部", "各部", "内部", "县内", "区内",
    "市内", "省内", "境内", "农村", "乡村", "城镇", "乡镇", "社区", "园区", "灌区", "城区", "地区", "景区", "校区", "库区",
    "矿区", "林区", "厂区", "片区", "辖区", "中心", "中央", "中型", "大型", "小型", "大学", "中学", "小学", "大桥", "大坝",
    "国家", "区域", "村民", "镇区", "分别", "分类", "分配", "总体", "总额", "特别", "第一", "第二", "第三", "因此", "以及",
    "由于", "对于", "关于", "用于", "位于", "为了", "作为", "成为", "并且", "或者", "经过", "通过", "经由", "按照", "根据",
    "已经", "也是", "都是", "就是", "还有", "具有", "没有", "所有", "共有", "现有", "原有", "拥有", "享有", "国有", "公有",
    "该镇", "该乡", "该村", "该局", "该园",
])  # fmt: skip
# Words that stand beside a name and are no part of it; where one stands, a name may begin or end.
BESIDE = frozenset(
    "在与和及至到由向对从为是把将被让于的了等并按经据使则因给以但而或其各该本有也已均都就又"
)
# One of a group for another is another name: 东区 and 西区, 一中 and 二中, 文化站 and 文化所.
CONTRASTS = tuple(
    frozenset(group)
    for group in (
        "东西南北中", "上中下", "前后", "左右", "内外", "大中小", "新老旧", "一二三四五六七八九十两",
        "甲乙丙丁戊己庚", "高中低", "省市县区乡镇村州国", "男女", "春夏秋冬", "山水江河湖海溪沟塘", "城乡",
        "正副", "公私", "农工商", "增减", "建扩改续", "初高", "本该各全每某两此其", "年月日季", "入出进",
        "优良中差", "老幼", "分总", "收支", "买卖", "供需", "首末", "头尾", "早晚", "多少", "长短", "软硬",
        "干支", "党政", "军警", "院所", "路街",
    )
)  # fmt: skip
# The first character of such a stretch may be any: 各经开区, 全县公路 and 属县公路.
GENERIC = frozenset("各全该本某每此两几多这那其我是市县区省镇乡村国有新老大小名家")
# Characters that real names have more or fewer of: 荷塘(区)工业集中区, 湘江(特)大桥, 第(一)中学.
LOOSE = frozenset(
    "省市县区镇乡村州国级大小老特总分副第东西南北上下左右前后内外甲乙丙丁一二三四五六七八九十两"
    "各本该全原现等的了和与及或在由为将把对向从到至于被让是个其并"
)
LOOSE_ADDED = LOOSE | frozenset("新旧高中初园类型性化部局室组队站所处已也都就还又再较最更有不")
LEVELS = frozenset("区县市镇乡村局州园省")  # 渌口 is short for 渌口区
# The last characters of names of places, bodies, works and funds.
ENDS = frozenset(
    "省市县区镇乡村屯组街路道社园场站所局院校厂店库桥渠坝河湖港馆部处科股室会团队班司行学程目金"
    "划动盟台心署庭营矿田寺塔洞山岛湾泵闸网线厅委办协联企商坊楼城苑屋家段旗州江溪沟滩岭峰坪庄"
)
ENDINGS = ("基地", "苏木", "嘎查")
# Those a name of three may have, where chance makes many stretches alike.
SHORT_ENDS = frozenset("县区旗镇乡村屯街社园场站所局院校厂库桥坝渠河江湖港岛山寨队")
