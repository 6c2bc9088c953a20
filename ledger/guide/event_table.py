"""A command for every event type: group, name, and names of its steps before, where they need a shorter one.

What a command asks for follows from the type's row in `ledger.event_types`; what must have gone before, from
`ledger.policy.transitions`. A new event type is a row here too: tests hold the two against each other.
"""

from __future__ import annotations

GROUPS: dict[str, tuple[str, str]] = {
    "catalogue": ("目录", "catalogue"),
    "rights": ("确权与归属(日志)", "rights, attribution, grades, in the log"),
    "data": ("采集与存储", "collection and storage of data"),
    "exchange": ("申请、答复、提供、签收", "request, reply, delivery, receipt"),
    "terms": ("协议的经过(日志)", "the agreement's life, in the log"),
    "use": ("核验、调用、加工、转提供、使用情况", "verification, calls, derivation, passing on, reports of use"),
    "quality": ("质量、校核与 PDMA", "quality, correction, PDMA"),
    "disposal": ("留存期满、处置与销毁", "end of use, disposal, destruction"),
    "incident": ("安全事件与投诉举报", "incidents and complaints"),
    "controversy": ("争议的经过(日志)", "a dispute's life, in the log"),
    "oversight": ("审计、监督、整改、预警", "audit, supervision, rectification, alerts"),
    "operation": ("授权运营", "authorised operation"),
    "openness": ("数据开放", "openness"),
    "settlement": ("结算", "settlement"),
    "kpi": ("考核", "indicators"),
    "enrolment": ("密钥与审计授权的经过(日志)", "keys and accreditations, in the log"),
    "event": ("事件", "events"),
}

_TABLE = """
catalogue.register | catalogue register
catalogue.update | catalogue update
catalogue.publish | catalogue publish
rights.confirm | rights confirm
attribution.change | rights change-attribution
source.assign | rights assign-source
classify | rights classify
grade | rights grade
operate.grant | operation grant
operate.revoke | operation revoke
collect | data collect
store | data store
backup | data backup
migrate | data migrate
data.update | data update
mask | data mask
request | exchange request
supplement.notice | exchange supplement-notice
supplement.supply | exchange supply
review | exchange review
extension.request | exchange extend
extension.decide | exchange decide-extension
reply | exchange reply
deliver | exchange deliver
transfer | exchange transfer
receipt | exchange receipt
backflow | exchange backflow
agreement.offer | terms offer
agreement.sign | terms sign
agreement.file | terms file
agreement.amend | terms amend
agreement.suspend | terms suspend
agreement.resume | terms resume
agreement.terminate | terms terminate
consult | terms consult
consent | terms consent
verify | use verify
call | use call
redistribute | use redistribute
derive | use derive
aggregate | use aggregate
link | use link
use.report | use report
record.disclose | use disclose
quality.measure | quality measure
quality.issue | quality issue
correction.request | quality ask-correction
correction.reply | quality answer-correction
correction.close | quality close-correction
pdma.plan | quality plan
pdma.round | quality round
pdma.close | quality close
purpose.end | disposal purpose-end
retention.end | disposal retention-end
dispose | disposal dispose
destroy | disposal destroy
incident | incident found
incident.report | incident report
incident.remedy | incident remedy
complaint | incident complaint
complaint.close | incident close-complaint
dispute.file | controversy file
dispute.negotiate | controversy negotiate
dispute.mediate | controversy mediate
dispute.decide | controversy decide
risk.assess | oversight assess-risk
drill | oversight drill
audit.plan | oversight plan-audit
audit.access | oversight access
finding | oversight finding
finding.rectify | oversight rectify
finding.verify | oversight verify-rectification
rectify.order | oversight order-rectification
inspection | oversight inspect
breach.mark | oversight mark-breach
order | oversight order
notice | oversight notice
sanction.ref | oversight sanction
alert | oversight alert
alert.acknowledge | oversight acknowledge
record.read | oversight read
kpi.report | kpi report
open.publish | openness publish
open.withdraw | openness withdraw
settle | settlement settle
key.enrol | enrolment enrol-key
key.rotate | enrolment rotate-key
key.revoke | enrolment revoke-key
accreditation.grant | enrolment accredit
accreditation.expire | enrolment end-accreditation
decision | event decision
countersign | event countersign
case.step | event case-step
"""
COMMANDS: dict[str, tuple[str, str]] = {
    kind: (group, name)
    for kind, group, name in (line.replace(" | ", " ").split() for line in _TABLE.strip().splitlines())
}
"""Event type → group and name of its command."""

STEP_FLAGS = {
    "supplement.notice": "notice", "supplement.supply": "supply", "extension.request": "extension",
    "correction.request": "correction", "correction.reply": "answer", "accreditation.grant": "grant",
    "alert": "alert", "record.read": "read", "finding.rectify": "fix", "quality.issue": "issue", "rectify.order": "rectify-order",
}  # fmt: skip
"""Event type → name of the option that takes such an event as the step before; its own name with a dash elsewhere."""
MANY = 4
"""With more kinds of steps before than this, one option ``--source`` takes any of them."""


def command_of(event_type: str) -> str:
    """How to record an event of this type, for a refusal or a work list."""
    return "quanze " + " ".join(COMMANDS[event_type])
