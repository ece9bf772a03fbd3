"""Made-up Alipay exports of any size, as varied as a household's real ones."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

HEADER = (
    "交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,"
    "交易状态,交易订单号,商家订单号,备注,"
)
_SPENDING = {
    "餐饮美食": ("午餐外卖", "美团外卖订单", "奶茶", "火锅套餐", "早餐", "肯德基宅急送"),
    "日用百货": ("抽纸整箱", "洗衣液", "超市购物", "纸尿裤L码", "电饭煲"),
    "交通出行": ("地铁乘车", "滴滴快车", "加油", "火车票", "共享单车骑行"),
    "服饰装扮": ("运动鞋", "羽绒服", "儿童袜子"),
    "充值缴费": ("话费充值", "电费", "燃气费", "宽带续费"),
    "医疗健康": ("挂号费", "药店购药", "体检"),
    "教育培训": ("钢琴课", "教辅书", "校服费"),
    "文化休闲": ("电影票", "视频会员", "游戏点卡"),
    "转账红包": ("转账", "红包"),
}
_NAMES = {
    "餐饮美食": ("小吃店", "饭馆", "茶饮", "火锅城"),
    "日用百货": ("超市", "便利店", "母婴用品"),
    "交通出行": ("出租车", "加油站", "地铁"),
    "服饰装扮": ("服饰", "鞋店"),
    "充值缴费": ("电力公司", "燃气公司"),
    "医疗健康": ("药房", "门诊部"),
    "教育培训": ("书城", "琴行"),
    "文化休闲": ("影城", "数码港"),
}
_METHODS = ("余额", "余额宝", "花呗", "招商银行储蓄卡(1234)", "工商银行信用卡(5678)", "")
_SHOPS = tuple(
    (category, f"{place}{name}{number}号店" if number % 3 else f"{place}{name}")
    for place in ("海淀", "浦东", "天河", "武侯", "洪山", "西湖", "鼓楼", "雁塔")
    for category, names in _NAMES.items()
    for name in names
    for number in range(20)
)
_SORTS = {
    "refund": 15,
    "closed": 20,
    "income": 60,
    "repayment": 50,
    "unique": 400,
    "quoted": 60,
    "plain": 395,
}
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"


def alipay_lines(rows: int, seed: int) -> Iterator[str]:
    """The lines of an export, newest first, in the shares of `_SORTS`.

    Every refund names the order that is closed below it; a description is unique in two rows of
    five and quoted in one of sixteen.
    """
    yield "-" * 24 + "支付宝支付科技有限公司  电子客户回单" + "-" * 24
    yield HEADER
    made = random.Random(seed)
    at = datetime.fromisoformat("2026-10-31T23:59:00")
    refunded: tuple[str, str, str] | None = None
    sorts = made.choices(tuple(_SORTS), tuple(_SORTS.values()), k=rows)
    for number, sort in enumerate(sorts):
        at -= timedelta(seconds=made.randrange(5, 90))
        order, merchant = f"{at:%Y%m%d}22001{number:015d}", f"T200P{made.randrange(10**12):018d}"
        amount = f"{made.randrange(100, 80_000) / 100:.2f}"
        (category, shop), account = made.choice(_SHOPS), "/"
        goods, side, status = made.choice(_SPENDING[category]), "支出", "交易成功"
        if sort == "refund":
            refunded = order, shop, amount
            order = f"{order}_{number % 9}"
            category, goods, side, status = "退款", f"退款-{goods}", "不计收支", "退款成功"
        elif sort == "closed":
            side, status = "不计收支", "交易关闭"
            order, shop, amount = refunded or (order, shop, amount)
            refunded = None
        elif sort == "income":
            shop, account = f"{made.choice(_SURNAMES)}**", f"138******{number % 100:02d}"
            category, goods, side = "转账红包", "转账", "收入"
        elif sort == "repayment":
            shop, category, side = "花呗", "信用借还", "不计收支"
            goods, status = f"花呗主动还款-{at:%Y年%m月}账单", "还款成功"
        elif sort == "unique":
            goods = f"{goods} 订单{made.randrange(10**9)}"
        elif sort == "quoted":
            goods = f'"{goods},{made.randrange(1, 9)}件"'
        yield (
            f"{at:%Y-%m-%d %H:%M:%S},{category},{shop},{account},{goods},{side},{amount},"
            f"{made.choice(_METHODS)},{status},{order}\t,{merchant}\t,,"
        )


def alipay_file(rows: int, seed: int) -> bytes:
    """The file as the app exports it, in GB18030."""
    return ("\r\n".join(alipay_lines(rows, seed)) + "\r\n").encode("gb18030")
