"""Reason codes of decisions: stable names, what they decide, the clause and article they rest on, the sentence.

``{0}``, ``{1}`` in a sentence stand for the values found.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    """Answer to a question of use; in a comparison of agreements the earlier member is the better news."""

    PERMITTED = "permitted"
    UNDETERMINED = "undetermined"
    REFUSED = "refused"


@dataclass(frozen=True)
class Reason:
    """One row.

    Attributes:
        answer: what this reason alone leads to.
        clause: id in the clause table; article: of the 政务数据共享条例 unless another text is named.
    """

    code: str
    answer: Answer
    clause: str
    article: str
    zh: str
    en: str


_NO, _UNKNOWN = Answer.REFUSED, Answer.UNDETERMINED

# fmt: off
_ROWS = (
    Reason("D-PERMITTED", Answer.PERMITTED, "U10", "25", "符合协议 {0} 的全部约定", "every term of agreement {0} is met"),
    # the catalogue item
    Reason("D-ITEM-UNKNOWN", _UNKNOWN, "O1", "13", "目录中没有 {0}", "the catalogue has no item {0}"),
    Reason("D-ITEM-OTHER", _UNKNOWN, "O1", "13", "所给目录条目是 {0}, 所问是 {1}", "the catalogue entry given is {0}, the question is about {1}"),
    Reason("D-OWN-DATA", _UNKNOWN, "U1", "20", "{0} 使用自有数据, 不经共享; 是否属于其职责, 账本没有记录", "{0} owns this data, so no sharing is involved; whether its own duties cover the use is not on record"),
    Reason("D-ITEM-UNPUBLISHED", _NO, "M1", "17", "目录条目 {0} 尚未发布", "catalogue item {0} is not published"),
    Reason("D-SHARE-TYPE-UNKNOWN", _UNKNOWN, "O2", "15", "{0} 的共享属性不明: {1}", "the share type of {0} is not known: {1}"),
    Reason("D-ITEM-REFUSED", _NO, "O2", "15", "{0} 属不予共享, 依据: {1}", "{0} is not shared; basis: {1}"),
    Reason("D-FIELDS-NOT-IN-ITEM", _NO, "O1", "13", "目录条目中没有字段 {0}", "the catalogue entry has no field {0}"),
    Reason("D-GRADE-UNKNOWN", _UNKNOWN, "O1", "13", "{0} 尚未分级", "{0} has no known grade"),
    Reason("D-RISK-MISSING", _NO, "X1", "网络数据安全管理条例 31", "重要数据 {0} 提供前没有风险评估", "no risk assessment precedes the important data {0}"),
    Reason("D-RISK-UNKNOWN", _UNKNOWN, "X1", "网络数据安全管理条例 31", "重要数据 {0} 是否作过风险评估, 没有记录", "whether the important data {0} was risk-assessed is not on record"),
    # its sources and what it is linked with
    Reason("D-UPSTREAM-GAP", _UNKNOWN, "U3", "25", "{0} 的来源链条有缺失环节", "a link of the lineage of {0} is missing"),
    Reason("D-ONWARD-FORBIDDEN", _NO, "U3", "25", "来源 {0} 归 {1}, {2} 的协议不许转提供", "the source {0} belongs to {1}; the agreement of {2} forbids passing it on"),
    Reason("D-ONWARD-CONSENT", _NO, "U3", "25", "来源 {0} 归 {1}, {2} 转提供未经其同意", "the source {0} belongs to {1}, who has not consented that {2} pass it on"),
    Reason("D-ONWARD-UNKNOWN", _UNKNOWN, "U3", "25", "来源 {0} 归 {1}, {2} 能否转提供没有记录", "the source {0} belongs to {1}; whether {2} may pass it on is not on record"),
    Reason("D-GRADE-INVERTED", _UNKNOWN, "O1", "13", "{0} 定为 {1} 级, 低于来源 {2} 的 {3} 级, 没有重新定级的记录", "{0} has grade {1}, below grade {3} of its source {2}; no regrading is on record"),
    Reason("D-LINK-ITEM", _NO, "U2", "25", "{0} 没有在效的 {1} 使用权, 不得与之关联", "{0} holds no right in force to {1}, so nothing may be linked with it"),
    Reason("D-LINK-CHECK", _NO, "U2", "25", "{0} 与 {1} 关联前没有汇聚泄密风险检查", "no check precedes the linking of {0} with {1} for what together they would leak"),
    Reason("D-LINK-UNKNOWN", _UNKNOWN, "U2", "25", "与 {0} 关联的风险检查没有可读的记录", "whether linking with {0} was checked is not on record"),
    # the case
    Reason("D-CASE", _NO, "U2", "25", "调用没有办件编号", "the call names no case"),
    Reason("D-CASE-CLOSED", _NO, "U2", "25", "办件 {0} 已办结", "case {0} is closed"),
    # the agreement
    Reason("D-NO-AGREEMENT", _NO, "U1", "20", "{0} 没有关于 {1} 的协议", "{0} has no agreement on {1}"),
    Reason("D-PENDING", _NO, "X1", "27", "协议 {0} 尚未生效", "agreement {0} is not in force yet"),
    Reason("D-SUSPENDED", _NO, "O13", "27", "协议 {0} 已中止", "agreement {0} is suspended"),
    Reason("D-EXPIRED", _NO, "U7", "27", "协议 {0} 已到期", "agreement {0} has expired"),
    Reason("D-TERMINATED", _NO, "O11", "27", "协议 {0} 已终止", "agreement {0} is terminated"),
    Reason("D-STATE-UNKNOWN", _UNKNOWN, "X1", "27", "协议 {0} 的状态不明: {1}", "the state of agreement {0} is not known: {1}"),
    Reason("D-TERM-UNKNOWN", _UNKNOWN, "U2", "25", "协议含有本引擎不认识的条款: {0}", "the agreement holds terms that this engine does not know: {0}"),
    Reason("D-OWNER", _NO, "O11", "27", "协议的归属部门是 {0}, 数据现归 {1}", "the agreement was made with {0}, the data now belongs to {1}"),
    Reason("D-PERIOD", _NO, "U2", "25", "使用时间 {0} 不在约定期间 {1} 至 {2}", "the time of use {0} lies outside {1} to {2}"),
    Reason("D-PURPOSE", _NO, "U2", "25", "目的 {0} 不在约定之内", "purpose {0} is not agreed"),
    Reason("D-FIELDS", _NO, "U2", "25", "字段 {0} 不在约定之内", "fields {0} are not agreed"),
    Reason("D-MODE", _NO, "U2", "25", "方式 {0} 与约定的 {1} 不符", "mode {0} is not the agreed {1}"),
    Reason("D-GRADE", _NO, "X1", "13", "数据级别 {0} 高于约定的 {1}", "grade {0} of the data exceeds the agreed {1}"),
    Reason("D-QUOTA", _NO, "U2", "25", "{0} 次超过当日剩余的 {1} 次", "{0} calls exceed the {1} left today"),
    Reason("D-QUOTA-UNSET", _UNKNOWN, "U2", "25", "协议没有约定每日调用次数", "the agreement names no number of calls a day"),
    Reason("D-ROWS", _NO, "U2", "25", "{0} 行超过每次提供的 {1} 行", "{0} rows exceed the {1} of one delivery"),
    Reason("D-CALLS-UNKNOWN", _UNKNOWN, "U2", "25", "当日已调用次数不明", "how many calls were made that day is not known"),
)
# fmt: on

REASONS: dict[str, Reason] = {row.code: row for row in _ROWS}
