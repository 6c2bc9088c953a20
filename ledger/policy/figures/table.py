"""The table of figures (考核指标 K1–K23): what stands in the numerator and the denominator of each.

"No cases" is not 100 %: a figure without a denominator has no value. What was not disclosed is counted apart.
"""

from __future__ import annotations

from ledger.errors import NotFound
from ledger.policy.figures import catalogue, exchange, quality, supervision, use
from ledger.policy.figures.figure import Figure, Kind

_ENTRY = ("catalogue.register", "catalogue.update")
_ASKING = (*_ENTRY, "request", "supplement.notice", "supplement.supply", "review", "reply", "countersign")
_GIVING = (*_ASKING, "deliver", "backflow")
_ENDS = ("agreement.terminate", "agreement.suspend", "agreement.resume")
_ORDERS = ("order", "rectify.order", "finding", "breach.mark", "finding.rectify", "finding.verify", "notice")

# fmt: off
_ROWS = (
    Figure("K1", 1, "职责数据覆盖率", "duties with data",
           "目录中有数据与之关联的职责", "duties that an item of the catalogue is linked to",
           "上级监督检查所列的该部门职责", "duties of the department as an inspection from above listed them", "17", ("inspection", *_ENTRY), catalogue.covered),
    Figure("K2", 1, "职责数据共享率", "duties whose data is shared",
           "所关联数据为无条件或有条件共享的职责", "those whose linked data is shared, with or without condition",
           "有数据的职责", "duties with data (K1)", "15", ("inspection", *_ENTRY), catalogue.shared),
    Figure("K3", 1, "目录完整率", "complete catalogue entries",
           "第十三、十五条所列各项齐全的条目", "entries that fill what articles 13 and 15 ask",
           "期末在册、内容已披露的条目", "entries on record at the end whose content is disclosed", "13, 15", _ENTRY, catalogue.complete),
    Figure("K4", 1, "目录更新及时率", "catalogue updated in time",
           "变化后十个工作日内(经同意延长则十五个)的更新", "updates within 10 working days of the change (15 where extended)",
           "期内披露了变化日期(changed_at)的更新", "updates of the period that disclose the day of the change (changed_at)", "17", (*_ENTRY, "extension.decide", "countersign"), catalogue.updated),
    Figure("K5", 1, "按时答复率", "replies in time",
           "期限内答复的申请", "requests answered within the term",
           "期内到期的申请, 含逾期未答复者", "requests whose reply fell due in the period, those not answered included", "21", (*_ASKING, "extension.request", "extension.decide"), exchange.replies),
    Figure("K6", 1, "需求满足率", "requests that data came of",
           "已提供数据(服务方式为首次调用)的申请", "requests with a delivery, or for a service a first call",
           "期内材料齐全的申请", "requests of the period that are complete", "20, 22", _GIVING, exchange.satisfied, uses=True),
    Figure("K7", 1, "拒绝理由充分率", "refusals with ground",
           "理由中引明法律法规的拒绝", "refusals whose reasons name a law",
           "期内的拒绝", "refusals of the period", "20, 21", ("reply",), exchange.refusals),
    Figure("K8", 1, "提供及时率", "deliveries in time",
           "同意后二十个工作日内提供", "deliveries within 20 working days of the consent",
           "期内到期的提供, 含逾期未提供者", "deliveries that fell due in the period, those not made included", "22", _GIVING, exchange.deliveries, uses=True),
    Figure("K9", 1, "更新及时率", "updates by the cycle",
           "下一版在应更新日前发布的版本", "versions whose successor came by the day it was due",
           "期内应有下一版的版本", "versions whose successor fell due in the period", "19", ("data.update", "countersign"), exchange.updates),
    Figure("K10", 1, "四维质量达标率", "versions on target",
           "完整、准确、一致、时效四项均达标的版本", "versions that meet all four targets",
           "期内四项均已评测或有一项不达标的版本", "versions of the period measured in all four, or failing one", "19", ("data.update", "quality.measure"), quality.on_target),
    Figure("K11", 1, "校核按时率", "corrections answered in time",
           "十个工作日内答复的校核申请", "correction requests answered within 10 working days",
           "期内到期的校核申请", "correction requests whose answer fell due in the period", "26", ("correction.request", "correction.reply", "countersign"), exchange.corrections),
    Figure("K12", 2, "质量闭环率(轮次中位数)", "quality loops closed (median rounds)",
           "达标后闭环的质量计划", "quality plans closed with the target reached",
           "期内启动的质量计划", "quality plans opened in the period", "19", ("pdma.plan", "pdma.round", "pdma.close"), quality.loops, measure="median"),
    Figure("K13", 1, "调用配对率", "calls recorded by both sides",
           "对方也记录了同一消息编号的调用", "calls whose message the other side recorded too",
           "期内的全部调用记录", "all call records of the period", "29", (), use.paired, calls=True),
    Figure("K13a", 1, "调用成功率", "calls that succeeded",
           "成功的调用", "calls that succeeded", "期内披露了成败的调用记录", "call records of the period that disclose the outcome", "36", (), use.succeeded, calls=True),
    Figure("K14", 1, "有据调用率", "calls with a case",
           "载明办件编号的调用", "calls that name a case", "期内披露了办件编号一栏的调用", "call records of the period that disclose the case field", "25, 29", (), use.grounded, calls=True),
    Figure("K15", 1, "应用率", "agreements in use",
           "近九十日内有使用的协议", "agreements used within the last 90 days",
           "期末生效满九十日的协议", "agreements in force for 90 days at the end", "29", (*_ENDS, *use.USING), use.applied, uses=True),
    Figure("K16", 1, "处置合规率", "disposal proven",
           "到期前记录了处置证明的协议", "agreements with a certificate of disposal when due",
           "期内应完成处置的协议", "agreements whose disposal fell due in the period", "27", ("deliver", "receipt", *use.ENDING, *use.DISPOSING, "countersign"), use.disposed, uses=True),
    Figure("K17", 1, "记录完整率(三年)", "use on record (three years)",
           "有使用记录的月份", "months with the user's use on record",
           "近三年协议生效的整月", "whole months of the last three years in which the agreement ran", "29", use.USING, use.kept, uses=True),
    Figure("K18", 1, "一数一源率", "items with one source",
           "只有一个数源或已明确数源的目录项", "items with one source, or a lead source named",
           "期末在册的目录项", "items on record at the end", "19", (*_ENTRY, "source.assign", *catalogue.COLLECTING), catalogue.one_source),
    Figure("K19", 1, "重复采集数", "repeat collections",
           "可经协议取得或属他部门的采集", "collections of what an agreement gives or another department owns",
           "期内的采集", "collections of the period", "19", ("collect",), catalogue.repeated, Kind.COUNT),
    Figure("K20", 1, "争议按时化解率", "disputes settled in time",
           "期限内协调或裁决的争议", "disputes mediated or decided within the term",
           "期内到期的争议", "disputes whose term ended in the period", "28", ("dispute.file", "dispute.negotiate", *supervision.SETTLING, "countersign"), supervision.settled),
    Figure("K21", 1, "整改闭环率", "orders closed",
           "经责令方、发现方或上级验收通过的责令", "orders whose rectification who ordered, found or stands above accepted",
           "期内的责令, 尚在期限内者除外", "orders of the period, those still within their term left out", "27, 39", _ORDERS, supervision.rectified),
    Figure("K22", 1, "双向共享比", "given to given and taken",
           "作为归属部门提供的次数", "deliveries that the department gave",
           "提供与取得的次数之和; 不单独排名", "deliveries given and taken; never ranked alone", "19", ("deliver", "backflow"), supervision.balance, Kind.BALANCE),
    Figure("K23", 1, "上链完整率(时延 p95)", "events anchored (p95 delay)",
           "已锚定上链的事件", "events covered by an anchor", "期内记录的全部事件", "all events recorded in the period", "33", (), supervision.anchored, measure="p95", marks=True),
)
# fmt: on

FIGURES: dict[str, Figure] = {row.id: row for row in _ROWS}
"""By id."""


def figure_of(figure_id: str) -> Figure:
    """The figure of that id.

    Raises:
        NotFound: no such figure.
    """
    if figure_id not in FIGURES:
        raise NotFound(
            zh=f"没有指标 {figure_id}: 应为 {', '.join(FIGURES)} 之一",
            en=f"there is no figure {figure_id}: it is one of {', '.join(FIGURES)}",
            figure=figure_id,
        )
    return FIGURES[figure_id]
