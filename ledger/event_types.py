"""The closed catalogue of event types: what a department can record, who signs it, what it must say, which duty it meets.

One row a type, by stage of the data's life (收集 存储 管理 共享 开放 分析 结算). Clause ids (O1, U2, M3 …) are those of
docs/clauses.md; they cite the 政务数据共享条例 (State Council order 809). A new type is a new row; a row never changes its
meaning once recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """Stage of the data's life."""

    COLLECT = "收集"
    STORE = "存储"
    MANAGE = "管理"
    SHARE = "共享"
    OPEN = "开放"
    ANALYSE = "分析"
    SETTLE = "结算"


class Party(StrEnum):
    """In which capacity a department acts."""

    OWNER = "owner"
    USER = "user"
    MANAGER = "manager"
    PLATFORM = "platform"
    AUDITOR = "auditor"
    SUPERVISOR = "supervisor"
    ANY = "any"


class KeyRole(StrEnum):
    """What a key is for; the numbers in the Departments contract are 1 … 5 in this order."""

    HEAD = "head"
    OFFICER = "officer"
    GATEWAY = "gateway"
    AUDITOR = "auditor"
    SUPERVISOR = "supervisor"


HEAD = (KeyRole.HEAD,)
OFFICE = (KeyRole.HEAD, KeyRole.OFFICER)
MACHINE = (KeyRole.HEAD, KeyRole.OFFICER, KeyRole.GATEWAY)
AUDIT = (KeyRole.AUDITOR,)
SUPERVISE = (KeyRole.HEAD, KeyRole.SUPERVISOR)
ALL_KEYS = tuple(KeyRole)


@dataclass(frozen=True)
class EventType:
    """One row of the catalogue.

    Attributes:
        needs: members the event must carry beside the required ones: agreement, item, payload, parents.
        fields: names of the salted fields it must commit to.
        signed_by: capacities that may sign; keys: key roles that may sign for the department.
        countersigned_by: capacities whose `countersign` event completes it; empty if none.
        duties: clauses it fulfils or bears on.
    """

    name: str
    stage: Stage
    zh: str
    en: str
    signed_by: tuple[Party, ...]
    keys: tuple[KeyRole, ...]
    needs: frozenset[str]
    fields: tuple[str, ...]
    countersigned_by: tuple[Party, ...]
    duties: tuple[str, ...]


_O, _U, _M, _P = Party.OWNER, Party.USER, Party.MANAGER, Party.PLATFORM
_A, _S, _X = Party.AUDITOR, Party.SUPERVISOR, Party.ANY
_rows: list[EventType] = []


def _row(  # noqa: PLR0913, PLR0917 (one argument per column of the table)
    name: str,
    stage: Stage,
    zh: str,
    en: str,
    signed_by: tuple[Party, ...],
    keys: tuple[KeyRole, ...],
    needs: str,
    fields: str,
    countersigned_by: tuple[Party, ...] = (),
    duties: str = "",
) -> None:
    _rows.append(
        EventType(
            name, stage, zh, en, signed_by, keys, frozenset(needs.split()), tuple(fields.split()),
            countersigned_by, tuple(duties.split()),
        )
    )  # fmt: skip


# fmt: off
_C, _ST, _MG, _SH = Stage.COLLECT, Stage.STORE, Stage.MANAGE, Stage.SHARE
_OP, _AN, _SE = Stage.OPEN, Stage.ANALYSE, Stage.SETTLE

# catalogue, rights, attribution
_row("catalogue.register", _MG, "目录登记", "catalogue entry registered", (_O,), HEAD, "item", "entry approved_by secrecy_assessment", (), "O1 O2")
_row("catalogue.update", _MG, "目录更新", "catalogue entry updated", (_O,), HEAD, "item parents", "entry approved_by reason", (), "O4")
_row("catalogue.publish", _MG, "目录发布", "catalogue entry reviewed and published", (_M,), OFFICE, "item parents", "review_result", (), "M1")
_row("rights.confirm", _MG, "确权", "rights confirmed", (_O,), HEAD, "item", "holder nature source acquired_at use_term purpose quantity format granularity industry trade_mode basis contest_until", (_M,), "O1")
_row("attribution.change", _MG, "归属变更", "attribution changed", (_O,), HEAD, "item", "old_owner new_owner legal_instrument", (_O, _M))
_row("source.assign", _MG, "明确数源", "lead source assigned", (_M,), HEAD, "item", "lead_department replaced_source basis", (), "O15 M2")
_row("operate.grant", _OP, "授权运营", "operation right granted", (_O,), HEAD, "item", "operator scope use_until income_share approval", (_M,))
_row("operate.revoke", _OP, "收回运营权", "operation right revoked", (_O, _M), HEAD, "item parents", "reason")
# collection and storage
_row("collect", _C, "采集", "data collected", (_O,), MACHINE, "item payload", "source_kind method legal_basis period schema_hash duplicate_check", (), "U4")
_row("store", _ST, "存储", "data stored", (_O, _P), MACHINE, "item payload", "custodian retention_until")
_row("backup", _ST, "备份", "data backed up", (_O, _P), MACHINE, "item payload", "custodian retention_until")
_row("migrate", _ST, "迁移", "data migrated", (_O, _P), MACHINE, "item payload parents", "custodian before_digest")
_row("data.update", _ST, "数据更新", "new version published", (_O,), MACHINE, "item payload", "version payload_salt cycle_due", (), "O9")
_row("classify", _MG, "分类", "data classified", (_O,), OFFICE, "item", "category basis")
_row("grade", _MG, "分级", "data graded", (_O,), HEAD, "item", "grade basis previous", (_M,))
_row("mask", _ST, "脱敏", "data masked", (_O, _P), MACHINE, "item payload parents", "method masked_fields residual_risk")
# asking and agreeing
_row("request", _SH, "申请", "data requested", (_U,), HEAD, "item", "legal_basis scenario scope share_mode use_until case_type volume drafted_by", (), "U1")
_row("supplement.notice", _SH, "一次性补正告知", "supplement asked for, once", (_O,), OFFICE, "item parents", "missing")
_row("supplement.supply", _SH, "补正", "supplement supplied", (_U,), OFFICE, "item parents", "supplied")
_row("review", _SH, "审核", "request reviewed", (_M, _O), OFFICE, "item parents", "checks result", (), "M3")
_row("extension.request", _SH, "延期申请", "extension asked for", (_O,), OFFICE, "item parents", "days reason user_notified", (), "O6")
_row("extension.decide", _SH, "延期决定", "extension decided", (_M,), HEAD, "item parents", "decision days", (), "M4")
_row("reply", _SH, "答复", "request answered", (_O,), HEAD, "item parents", "decision reasons conditions drafted_by", (), "O5 O6 O7 O3")
_row("agreement.offer", _SH, "协议要约", "agreement offered", (_O, _U), HEAD, "agreement", "terms")
_row("agreement.sign", _SH, "协议签署", "agreement signed", (_O, _U), HEAD, "agreement", "version", (), "X1")
_row("agreement.file", _SH, "协议备案", "agreement filed", (_M,), HEAD, "agreement", "version", (), "O11 X1")
_row("agreement.amend", _SH, "协议变更", "agreement amended", (_O, _U, _M), HEAD, "agreement parents", "new_agreement reason")
_row("agreement.suspend", _SH, "协议中止", "agreement suspended", (_O, _M), OFFICE, "agreement", "reason effective_at", (), "O13")
_row("agreement.resume", _SH, "协议恢复", "agreement resumed", (_O, _M), OFFICE, "agreement parents", "reason effective_at")
_row("agreement.terminate", _SH, "协议终止", "agreement terminated", (_O, _U, _M), HEAD, "agreement parents", "reason effective_at consulted", (), "O11 O13 M6")
_row("consult", _SH, "协商", "other party consulted", (_O, _U), OFFICE, "agreement", "subject position", (), "O11")
_row("consent", _SH, "同意", "consent given", (_O,), HEAD, "agreement", "scope third_party use_until", (), "U2 U3")
_row("decision", _SH, "事前判定", "decision before an exchange", (_X,), MACHINE, "", "question answer inputs_digest")
# exchange
_row("deliver", _SH, "提供", "data delivered", (_O,), MACHINE, "agreement item payload", "version payload_salt share_mode outlet", (), "O8 O12")
_row("transfer", _SH, "传输", "data carried", (_P, _M), MACHINE, "agreement item payload parents", "in_digest hops", (), "P2")
_row("receipt", _SH, "签收", "delivery accepted or disputed", (_U,), MACHINE, "agreement item payload parents", "result", (), "U9")
_row("verify", _SH, "核验", "data verified, yes or no", (_U, _O), MACHINE, "agreement item", "service query_type case_ref result_class message_id", (), "U10")
_row("call", _SH, "调用", "service called", (_U, _O, _P), MACHINE, "agreement item", "service called_fields count case_ref purpose message_id success", (), "U2 U10")
_row("redistribute", _SH, "转提供", "data passed to a third party", (_U,), HEAD, "agreement item payload parents", "third_party consent", (), "U3")
_row("backflow", _SH, "回流", "data returned to a lower tier", (_O,), MACHINE, "agreement item payload", "upper lower region", (), "O12")
_row("use.report", _AN, "使用情况", "use reported", (_U,), OFFICE, "agreement", "scenario process outcome storage period", (), "U6 O14")
_row("record.disclose", _SH, "提供使用记录", "use records disclosed to the owner", (_U,), OFFICE, "agreement parents", "period", (), "O14")
# analysis
_row("derive", _AN, "加工", "data derived", (_X,), MACHINE, "item payload parents", "method code_digest grade payload_salt", (), "U2")
_row("aggregate", _AN, "汇聚", "data pooled", (_X,), MACHINE, "item payload parents", "mode risk_check", (), "U2")
_row("link", _AN, "关联", "data sets linked", (_X,), MACHINE, "item parents", "key_class risk_check", (_M,), "U2")
# quality and correction
_row("quality.measure", _MG, "质量评测", "quality measured", (_X,), MACHINE, "item", "dimension target measured sample rule")
_row("quality.issue", _MG, "质量问题", "quality issue raised", (_X,), OFFICE, "item", "dimension severity description", (), "U5")
_row("correction.request", _SH, "校核申请", "correction asked for", (_U,), OFFICE, "agreement item parents", "records_class evidence", (), "U5")
_row("correction.reply", _SH, "校核答复", "correction answered", (_O,), OFFICE, "agreement item parents", "result fix_version", (), "O10")
_row("correction.close", _SH, "校核办结", "correction closed", (_U,), OFFICE, "agreement item parents", "result")
_row("pdma.plan", _MG, "质量目标", "quality targets set", (_M,), OFFICE, "item", "targets")
_row("pdma.round", _MG, "质量轮次", "quality round returned to the source", (_M, _O), OFFICE, "item parents", "round returned_to reached")
_row("pdma.close", _MG, "质量闭环", "quality loop closed", (_M,), OFFICE, "item parents", "rounds reached")
# end of use
_row("purpose.end", _SH, "用途终结", "purpose met or lost", (_U,), OFFICE, "agreement", "cause", (), "U7")
_row("retention.end", _ST, "留存期满", "retention ended", (_U, _O), OFFICE, "agreement", "cause")
_row("dispose", _ST, "处置", "data disposed of", (_U,), OFFICE, "agreement item", "method scope copies certificate", (), "U7")
_row("destroy", _ST, "销毁", "data destroyed", (_U, _O), OFFICE, "item", "method scope copies certificate", (), "U7")
# incidents, complaints, disputes
_row("incident", _MG, "安全事件", "incident found", (_X,), OFFICE, "", "kind discovered_at level affected", (), "U8 X2")
_row("incident.report", _MG, "事件报告", "incident reported", (_X,), OFFICE, "parents", "reported_to reported_at", (), "X2")
_row("incident.remedy", _MG, "事件处置", "incident remedied", (_X,), OFFICE, "parents", "measures result")
_row("complaint", _MG, "投诉举报", "complaint taken", (_M, _O, _U), OFFICE, "", "complainant_class subject", (), "X3")
_row("complaint.close", _MG, "投诉办结", "complaint closed", (_M, _O, _U), OFFICE, "parents", "result", (), "X3")
_row("dispute.file", _MG, "争议提交", "dispute filed", (_O, _U), HEAD, "agreement", "claim body", (), "M5")
_row("dispute.negotiate", _MG, "争议协商", "dispute negotiated", (_O, _U), HEAD, "agreement parents", "result")
_row("dispute.mediate", _MG, "争议协调", "dispute mediated", (_M,), HEAD, "agreement parents", "result", (), "M5")
_row("dispute.decide", _MG, "争议裁决", "dispute decided", (_S,), SUPERVISE, "agreement parents", "ruling")
# supervision
_row("risk.assess", _MG, "风险评估", "risk assessed", (_X,), OFFICE, "", "scope result next_due", (), "X1")
_row("drill", _MG, "应急演练", "drill held", (_X,), OFFICE, "", "scope result next_due")
_row("audit.plan", _MG, "审计计划", "audit planned", (_A,), AUDIT, "", "scope next_due")
_row("audit.access", _MG, "审计查询", "auditor read records", (_A,), AUDIT, "", "scope query", (), "A1")
_row("finding", _MG, "审计发现", "finding filed", (_A,), AUDIT, "parents", "scope severity due description", (), "A2")
_row("finding.rectify", _MG, "整改", "finding rectified", (_X,), OFFICE, "parents", "fix_evidence", (), "M6")
_row("finding.verify", _MG, "整改验收", "rectification accepted or refused", (_A, _M), ALL_KEYS, "parents", "result")
_row("rectify.order", _MG, "限期整改", "rectification ordered", (_M, _O), OFFICE, "agreement parents", "due requirements", (), "M6")
_row("inspection", _MG, "监督检查", "inspection held", (_M,), OFFICE, "", "scope period result", (), "M7")
_row("breach.mark", _MG, "违约标记", "breach marked", (_X,), MACHINE, "", "clause due_at calendar_digest", (), "M8")
_row("order", _MG, "责令改正", "correction ordered", (_M,), HEAD, "parents", "clause requirements due", (), "M8")
_row("notice", _MG, "通报", "notice published", (_M, _S), HEAD, "parents", "subject")
_row("sanction.ref", _MG, "处分引用", "sanction decided elsewhere", (_S,), SUPERVISE, "parents", "reference")
_row("kpi.report", _MG, "考核报告", "indicators reported", (_M,), HEAD, "", "period formulas values event_set_root addressees", (), "M7")
_row("alert", _MG, "预警", "alert raised", (_X,), MACHINE, "", "rule subject level")
_row("alert.acknowledge", _MG, "预警签收", "alert acknowledged", (_X,), OFFICE, "parents", "measure")
_row("record.read", _MG, "查阅记录", "records read", (_X,), MACHINE, "", "reader query scope", (), "A1")
# openness and settlement
_row("open.publish", _OP, "开放发布", "data opened to the public", (_O,), HEAD, "item payload", "outlet licence version", (_M,))
_row("open.withdraw", _OP, "开放撤回", "open data withdrawn", (_O, _M), HEAD, "item parents", "reason")
_row("settle", _SE, "结算", "period settled", (_O, _U), OFFICE, "agreement", "period quantity unit amount source_count payer payee", (_O, _U))
# keys and accreditation
_row("key.enrol", _MG, "密钥登记", "key enrolled", (_X,), HEAD, "", "subject role valid_from valid_until")
_row("key.rotate", _MG, "密钥更换", "key rotated", (_X,), HEAD, "", "subject successor")
_row("key.revoke", _MG, "密钥吊销", "key revoked", (_X,), HEAD, "", "subject since reason")
_row("accreditation.grant", _MG, "审计授权", "auditor accredited", (_M,), HEAD, "", "subject scope valid_from valid_until")
_row("accreditation.expire", _MG, "审计授权终止", "accreditation ended", (_M,), HEAD, "parents", "subject reason")
# joints
_row("countersign", _MG, "副署", "another department's event countersigned", (_X,), OFFICE, "parents", "position")
_row("case.step", _SH, "办件步骤", "step of a case kept elsewhere", (_X,), MACHINE, "", "case_ref activity")
# fmt: on

EVENT_TYPES: dict[str, EventType] = {row.name: row for row in _rows}
