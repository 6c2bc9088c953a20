"""What each field of an event means, in words, and of which kind its value is; commands and forms of events take both from here.

A field that means something else in one type stands as ``type.field``. It imports nothing, so that help is quick.
"""

from __future__ import annotations

INTEGERS = frozenset(
    ["days", "volume", "count", "hops", "round", "rounds", "quantity", "amount", "source_count", "sample"]
)
TIMES = frozenset(
    [
        "retention_until",
        "cycle_due",
        "discovered_at",
        "reported_at",
        "valid_from",
        "valid_until",
        "since",
        "contest_until",
        "effective_at",
        "next_due",
        "use_until",
        "due",
        "due_at",
    ]
)
LISTS = frozenset(["missing", "supplied", "conditions", "checks"])
FILES = frozenset({"entry", "terms", "values", "targets", "question", "answer"})
FLAGS = frozenset({"user_notified", "success", "reached"})
ENUMS: dict[str, tuple[str, ...]] = {
    "decision": ("approve", "refuse"),
    "review_result": ("pass", "fail"),
    "review.result": ("pass", "fail"),
    "receipt.result": ("accept", "reject"),
    "correction.reply.result": ("corrected", "refused"),
    "finding.verify.result": ("accepted", "refused"),
    "dispute.negotiate.result": ("settled", "failed"),
    "dispute.mediate.result": ("settled", "failed"),
    "deliver.share_mode": ("api", "batch", "file"),
    "mode": ("physical", "logical"),
    "result_class": ("yes", "no", "unknown"),
    "risk_check": ("passed", "failed", "pending"),
    "dimension": ("completeness", "accuracy", "consistency", "timeliness", "conformity", "accessibility"),
    "severity": ("low", "medium", "high"),
    "kind": ("loss", "damage", "leak", "tamper", "misuse"),
    "incident.level": ("general", "large", "major", "severe"),
    "alert.level": ("notice", "warning", "red"),
    "grade": ("1", "2", "3"),
    "role": ("head", "officer", "gateway", "auditor", "supervisor"),
}
MAY_BE_EMPTY = frozenset({"replaced_source", "previous"})
"""Texts that may say nothing: there was none before."""
_TABLE = """
acquired_at | 取得时间 | when it was acquired
activity | 办件步骤 | step of the case
addressees | 报送对象: 系统条线与本级政府 | addressees: the line above and the government of the tier
affected | 受影响的协议或目录项 | agreements or items affected
amount | 金额(分) | amount, in hundredths
answer | 判定结果 JSON 文件 | file with the answer
approval | 批准文书 | the approval
approved_by | 审批人或文号 | who approved it
basis | 依据文书 | document it rests on
before_digest | 之前的摘要 | digest before
body | 受理机关部门代码 | code of the body it goes to
calendar_digest | 工作日历的摘要 | digest of the calendar of working days
called_fields | 调用的数据项, 逗号分隔 | fields called, parted by commas
case_ref | 办件编号 | number of the case
case_type | 事项类型 | kind of case
category | 分类 | category
cause | 原因 | cause
certificate | 处置证明或其摘要 | certificate of the disposal, or its digest
checks | 审核内容, 可重复 | what was checked, repeatable
claim | 争议请求 | what is claimed
clause | 条款编号, 如 O8 | id of the clause, such as O8
code_digest | 代码或模型的摘要 | digest of the code or model
complainant_class | 投诉人类别, 不写姓名 | class of the complainant, never a name
conditions | 答复所附条件, 可重复 | condition of the reply, repeatable
redistribute.consent | 归属部门同意的事件编号 | id of the owner's consent
consulted | 协商情况 | how the user was consulted
contest_until | 异议期截止 | until when it may be contested
copies | 副本及受托方副本 | copies, those of contractors too
count | 次数 | how many
custodian | 保管方 | who keeps it
cycle_due | 下次更新期限 | when the next update is due
days | 延长的工作日数 | working days more
decision | 决定 | the decision
description | 说明 | description
dimension | 质量维度 | dimension of quality
discovered_at | 发现时间 | when it was found
drafted_by | 起草人代号, 不得是批准人 | who drafted it, another than who approves
due | 期限 | when it is due
due_at | 期限 | when it was due
duplicate_check | 重复采集检查结果 | result of the check for repeat collection
effective_at | 生效时间 | when it takes effect
entry | 目录条目 JSON 文件 | file with the entry
event_set_root | 事件集合的根 | root of the set of events
evidence | 佐证 | evidence
fix_evidence | 整改佐证 | evidence of the fix
fix_version | 更正后的版本 | corrected version
format | 数据格式 | format
formulas | 指标口径版本 | version of the formulas
grade | 级别: 1 一般 2 重要 3 核心 | grade: 1 general, 2 important, 3 core
granularity | 粒度 | granularity
holder | 权利人 | holder of the right
hops | 经手环节数 | how many hands it went through
in_digest | 传入摘要 | digest carried in
income_share | 收益分成 | share of the income
industry | 行业性质 | industry
inputs_digest | 判定依据的摘要 | digest of the inputs
key_class | 关联键类别 | class of the key that links
kind | 事件类别 | kind of incident
lead_department | 牵头数源部门代码 | code of the lead source department
legal_basis | 法律依据 | legal basis
legal_instrument | 法律文书 | legal instrument
level | 等级 | level
licence | 开放许可 | licence
lower | 下级部门代码 | code of the lower tier's department
masked_fields | 脱敏的数据项 | fields masked
measure | 处置措施 | what was done
measured | 实测值 | value measured
measures | 措施 | measures
message_id | 报文编号 | id of the message
method | 方法 | method
missing | 缺少的材料, 可重复 | missing material, repeatable
mode | 汇聚方式 | how it is pooled
nature | 权利性质 | nature of the right
new_agreement | 新版本协议编号 | id of the new version
new_owner | 新归属部门代码 | code of the new owner
next_due | 下次期限 | when the next is due
old_owner | 原归属部门代码 | code of the former owner
operate.grant.operator | 运营机构代码 | code of the operator
outcome | 应用成效 | outcome of the use
outlet | 出口编号 | outlet
payee | 收款部门 | payee
payer | 付款部门 | payer
payload_salt | 载荷摘要的盐 (32 位十六进制) | salt of the payload's digest (32 hex digits)
period | 期间 | period
position | 意见 | position taken
previous | 原级别 | grade before
process | 使用过程 | course of the use
purpose | 用途 | purpose
quantity | 数量 | quantity
query | 查询内容 | what is queried
query_type | 核验类型 | kind of query
question | 所问问题 JSON 文件 | file with the question
reached | 是否达标 | whether the targets are reached
reader | 查阅方 | who reads
reason | 理由 | reason
reasons | 答复理由 | reasons of the reply
records_class | 有误记录的类别 | class of the records in doubt
reference | 处分文号 | reference of the decision
region | 区划代码 | region
replaced_source | 被替换的数源, 没有则为空 | source that is replaced, empty if none
reported_at | 报告时间 | when it was reported
reported_to | 报告对象 | to whom it was reported
requirements | 整改要求 | what is required
residual_risk | 残余风险说明 | what risk remains
result | 结果 | result
result_class | 结果类别, 不写具体值 | class of the result, never the value
retention_until | 保存至 | kept until
returned_to | 退回的数源部门 | source department it goes back to
review_result | 审核结论 | result of the review
risk_check | 泄密风险检查 | check for the risk of disclosure
role | 密钥角色 | role of the key
round | 轮次 | number of the round
rounds | 总轮数 | how many rounds
rule | 规则编号 | id of the rule
ruling | 裁决 | the ruling
sample | 抽样数 | size of the sample
scenario | 使用场景 | scenario
schema_hash | 结构摘要 | digest of the schema
scope | 范围 | scope
secrecy_assessment | 保密审查结论 | secrecy assessment
service | 服务接口 | service
severity | 严重程度 | severity
share_mode | 共享方式 | mode of sharing
since | 自何时起 | since when
source | 来源 | source
source_count | 所据事件数 | how many events it rests on
source_kind | 采集来源类别 | kind of source
storage | 存储情况 | how it is stored
subject | 对象 | subject
success | 是否成功 | whether it succeeded
successor | 接替的密钥地址 | address of the key that follows
supplied | 补齐的材料, 可重复 | material supplied, repeatable
target | 目标值 | target value
targets | 四维目标 JSON 文件 | file with the targets of the dimensions
terms | 协议条款 JSON 文件 | file with the terms
third_party | 第三方 | third party
trade_mode | 交易方式 | mode of trade
unit | 单位 | unit
upper | 上级部门代码 | code of the upper tier's department
use_term | 使用期限 | term of use
use_until | 使用至 | use until
user_notified | 是否已告知使用部门 | whether the user was told
valid_from | 生效 | valid from
valid_until | 失效 | valid until
values | 指标值 JSON 文件 | file with the values
version | 版本 | version
volume | 数量 | volume
"""
_CHOICES = """
approve | 同意 | approve
refuse | 不同意 | refuse
pass | 通过 | pass
fail | 不通过 | fail
accept | 接收无误 | accept
reject | 有异议 | dispute
corrected | 已更正 | corrected
refused | 不予更正 | not corrected
finding.verify.result.accepted | 验收通过 | accepted
finding.verify.result.refused | 验收不通过 | refused
settled | 已解决 | settled
failed | 未通过 | failed
dispute.negotiate.result.failed | 未达成一致 | no agreement reached
dispute.mediate.result.failed | 未达成一致 | no agreement reached
api | 接口 | interface
batch | 批量 | batch
file | 文件 | file
physical | 物理汇聚 | physical
logical | 逻辑汇聚 | logical
yes | 一致 | yes
no | 不一致 | no
unknown | 无法核验 | unknown
passed | 通过 | passed
pending | 待检查 | pending
completeness | 完整性 | completeness
accuracy | 准确性 | accuracy
consistency | 一致性 | consistency
timeliness | 时效性 | timeliness
conformity | 规范性 | conformity
accessibility | 可访问性 | accessibility
low | 低 | low
medium | 中 | medium
high | 高 | high
loss | 丢失 | loss
damage | 毁损 | damage
leak | 泄露 | leak
tamper | 篡改 | tampering
misuse | 滥用 | misuse
general | 一般 | general
large | 较大 | large
major | 重大 | major
severe | 特别重大 | severe
notice | 提示 | notice
warning | 警告 | warning
red | 须立即处理 | stop
1 | 一般 | general
2 | 重要 | important
3 | 核心 | core
head | 负责人 | head
officer | 经办 | officer
gateway | 网关 | gateway
auditor | 审计 | auditor
supervisor | 监督 | supervisor
"""


def _table(text: str) -> dict[str, tuple[str, str]]:
    rows = (line.split(" | ") for line in text.strip().splitlines())
    return {name: (zh, en) for name, zh, en in rows}


_WORDS, _CHOICE_WORDS = _table(_TABLE), _table(_CHOICES)


def words_of(event_type: str, name: str) -> tuple[str, str]:
    """A field's meaning in Chinese and English."""
    return _WORDS.get(f"{event_type}.{name}") or _WORDS[name]


def choices_of(event_type: str, name: str) -> tuple[str, ...]:
    """The values that a field may take; none means any."""
    return ENUMS.get(f"{event_type}.{name}") or ENUMS.get(name, ())


def choice_words(event_type: str, name: str, choice: str) -> tuple[str, str]:
    """What one of these values means, in Chinese and English."""
    return _CHOICE_WORDS.get(f"{event_type}.{name}.{choice}") or _CHOICE_WORDS[choice]


def kind_of(event_type: str, name: str) -> str:
    """Of which kind a field's value is: salt, choice, time, integer, flag, list, json, or text."""
    if name == "payload_salt":
        return "salt"
    if choices_of(event_type, name):
        return "choice"
    kinds = (("time", TIMES), ("integer", INTEGERS), ("flag", FLAGS), ("list", LISTS), ("json", FILES))
    return next((kind for kind, names in kinds if name in names), "text")
