"""What each member of a signed message means, in words; whoever describes an act (API, command line) takes them from here.

A member that means something else in one struct stands as ``Struct.member``. It imports nothing, so that help is quick.
"""

from __future__ import annotations

_TABLE = """
accepted | 是否验收通过 | whether the rectification is accepted
absence | 真: 未做, 所引事件是期限的起点; 假: 所引事件即违约 | true: nothing was done, the event started the term; false: the event shows the breach
aggregation | 汇聚方式: 1 物理 2 逻辑 | 1 physical, 2 logical
agreement | 协议编号 | id of the agreement
approval | 批准文书的哈希 | hash of the approval
assessment | 保密与个人信息评估的哈希 | hash of the assessment of secrecy and personal data
auditor | 审计方部门代码 | code of the auditors' department
basis | 依据文书的哈希 | hash of the document it rests on
Sharing.basis | 共享条件(2)或不予共享理由与依据(3)的哈希; 无条件为零 | hash of the condition (2) or of the reason and legal basis (3); zero for 1
body | 路径所定机关的部门代码 | code of the body that the route names
breach | 违约编号 | id of the breach
calendar | 工作日历的哈希 | hash of the calendar of working days
callsPerDay | 每日调用上限 | most calls in a day
certificate | 处置证明的哈希 | hash of the disposal certificate
claim | 争议请求的哈希 | hash of the claim
claimant | 申请方部门代码 | code of the claimant
clause | 条款编号, 如 O8 | id of the clause, such as O8
code | 部门代码 | code of the department
consultationEvent | 与使用部门协商的事件编号 | id of the event of the consultation with the user
content | 内容 | what the item is
contractor | 受托方部门代码 | code of the contractor
department | 部门代码 | code of the department
Order.department | 责令方部门代码 | code of the department that orders
Acceptance.department | 验收方部门代码 | code of the department that accepts
Mark.department | 负有该义务的部门代码 | code of the department that owed the duty
MandateEnd.department | 授权部门或其承继部门的代码 | code of the giver, or of its successor
derivedFrom | 衍生自的信息资源代码 | resource codes it is derived from
disposalEvent | 处置事件编号 | id of the event of the disposal
dispute | 争议编号 | id of the dispute
due | 整改期限(Unix 秒) | when it is to be corrected, Unix seconds
dueAt | 期限(Unix 秒) | when it is or was due, Unix seconds
duty | 职责编号的哈希 | hash of the duty's id
effectAt | 生效时间(Unix 秒) | when it takes effect, Unix seconds
effectiveAt | 生效时间(Unix 秒), 0 为立即 | when it takes effect, Unix seconds; 0: at once
en | 英文文本的 SHA-256 | SHA-256 of the English text
entry | 目录条目编号 | id of the catalogue entry
eventId | 所据事件编号, 须已锚定 | id of the event it rests on, which must be anchored
fields | 数据项 | fields
formatClass | 格式: 1 电子文件 2 电子表格 3 数据库 4 图形图像 5 流媒体 6 自描述 7 服务接口 | 1 file, 2 spreadsheet, 3 database, 4 image, 5 stream, 6 self-describing, 7 service
from | 原归属部门代码 | code of the old owner
grade | 数据级别: 1 一般 2 重要 3 核心 | 1 general, 2 important, 3 core
grant | 授权编号 | id of the grant
head | 负责人密钥地址 | address of the head's key
incomeShare | 收益分成(万分之) | share of the income in basis points
instrument | 法律文书的哈希 | hash of the legal instrument
item | 信息资源代码 | resource code of the catalogue item
items | 信息资源代码 | resource codes
key | 密钥地址 | address of the key
Accreditation.key | 审计密钥地址, 零为该部门任一审计密钥 | address of the auditor's key; zero: any auditor's key of the department
keys | 密钥地址 | addresses of keys
kind | 类别: 1 党委 2 政府 3 人大 4 政协 5 事业单位 6 受托企业 | 1 party, 2 government, 3 congress, 4 consultative conference, 5 public institution, 6 entrusted enterprise
legalBasis | 法律依据 | legal basis
limits | 限额 | limits
linked | 真为建立, 假为取消 | true makes the link, false takes it away
logKey | 日志锚定密钥地址 | address of the log's anchoring key
manager | 管理部门代码 | code of the manager
mandate | 认可或委托的编号 | id of the accreditation or entrustment
measures | 责令措施的哈希 | hash of the measures
mode | 共享方式: api batch file | api, batch or file
modes | 共享方式之和: 1 接口 2 批量 4 文件 | sum of 1 api, 2 batch, 4 file
nonce | 序号, 起草时自动填写 | number that prevents a second use; drafting fills it in
number | 协议文号 | filing number
obtainedAt | 取得时间(Unix 秒) | when it was obtained, Unix seconds
openUntil | 要约有效至(Unix 秒) | how long the offer stands, Unix seconds
operator | 被授权方部门代码 | code of the operator
origin | 日志标识 | name of the log
others | 其余六项确权属性的哈希 | hash of the other six attributes of rights
owner | 归属部门代码 | code of the owner
parent | 上级部门代码, 根部门为空 | code of the parent; empty for a root
parties | 三方 | the three parties
period | 期间 | periods
personal | 是否含个人信息 | whether it holds personal data
policy | ODRL 策略的 SHA-256 | SHA-256 of the ODRL policy
previous | 前一版本编号, 首版为零 | id of the version before; zero for the first
Negotiation.previous | 前一步骤的事件编号 | id of the event of the step before
Mediation.previous | 前一步骤的事件编号 | id of the event of the step before
Decision.previous | 前一步骤的事件编号 | id of the event of the step before
Amendment.previous | 被变更的协议编号 | id of the agreement that is replaced
principal | 委托部门代码 | code of the principal
proof | 整改证明的哈希 | hash of the proof of rectification
protection | 保护 | how it is protected
purposes | 用途 | purposes
reason | 原因 | why
GrantEnd.reason | 原因文书的哈希 | hash of the reason
reasonEvent | 说明原因的事件编号 | id of the event that tells the reason
redistribution | 转提供: none 不得, with-consent 经同意 | none, or with-consent
region | 行政区划代码 | administrative division
regrade | 降级文书的哈希, 无则为零 | hash of the instrument for a grade below a parent's; zero if none
replaced | 原数源部门代码 | code of the lead source that is replaced
report | 报告的哈希 | hash of the report
respondent | 被申请方部门代码 | code of the respondent
responsible | 责任部门 | who answers for the item
retentionUntil | 记录保存至(Unix 秒) | how long records are kept, Unix seconds
review | 审核记录的哈希 | hash of the record of review
rightType | 权利: 1 持有 2 加工使用 3 经营 | 1 hold, 2 process, 3 operate
rights | 权利记录 | the record of rights
role | 密钥角色: 1 负责人 2 经办 3 网关 4 审计 5 监督 | 1 head, 2 officer, 3 gateway, 4 auditor, 5 supervisor
root | 检查点根哈希 | root of the checkpoint
rowsPerDelivery | 每次提供的条数上限 | most rows in a delivery
ruling | 裁决的哈希 | hash of the ruling
scenario | 使用场景 | scenario
schema | 数据项结构的哈希 | hash of the schema
scope | 范围 | scope
Grant.scope | 授权范围的哈希 | hash of what may be done
Finding.scope | 认可范围: 部门代码(32 字节)或标的编号 | accredited scope: a department's code as 32 bytes, or the subject's id
Acceptance.scope | 审计方的认可范围, 负责人验收为零 | the auditor's scope; zero where a head accepts
secret | 是否涉密, 须为假 | whether it is secret; must be false
settled | 真为达成一致 | whether it was settled
severity | 严重程度: 1 至 3 | 1 to 3
shareType | 共享类型: 1 无条件 2 有条件 3 不予共享 | 1 unconditional, 2 conditional, 3 refused
sharing | 共享 | how far it is shared
since | 自何时起(Unix 秒) | from when on, Unix seconds
size | 检查点规模 | size of the checkpoint
source | 牵头数源部门代码 | code of the lead source
subjects | 单列的协议或目录项编号 | ids of single agreements or items
subtree | 认可所及的部门(含下级) | code of the department whose tree is covered
successor | 承继部门代码 | code of the successor
KeyRotation.successor | 新密钥地址 | address of the new key
table | 数据表的哈希 | hash of the table
terms | 协议条款 | terms of the agreement
texts | 文本摘要 | digests of the bound texts
tier | 层级: 1 国 2 省 3 市 4 县 | 1 nation, 2 province, 3 city, 4 county
title | 名称与摘要的哈希 | hash of title and abstract
to | 新归属部门代码 | code of the new owner
until | 至何时(Unix 秒) | until when, Unix seconds
updateCycle | 更新周期: 1 实时 2 日 3 周 4 月 5 季 6 年 7 不定期 | 1 realtime, 2 day, 3 week, 4 month, 5 quarter, 6 year, 7 irregular
useFrom | 使用开始(Unix 秒) | when use begins, Unix seconds
useUntil | 使用结束(Unix 秒) | when use ends, Unix seconds
user | 使用部门代码 | code of the user
validFrom | 生效时间(Unix 秒), 0 为立即 | valid from, Unix seconds; 0: at once
validUntil | 失效时间(Unix 秒), 2^64−1 为不限 | valid until, Unix seconds; 2^64−1: open
version | 版本 | version
vocabulary | 权利词汇版本 | version of the vocabulary of rights
votes | 法定票数, 0 为三分之二以上 | votes that are needed; 0: more than two thirds
zh | 中文文本的 SHA-256 | SHA-256 of the Chinese text
"""
_ROWS = [[part.strip() for part in row.split("|")] for row in _TABLE.strip().splitlines()]
WORDS: dict[str, tuple[str, str]] = {name: (zh, en) for name, zh, en in _ROWS}


def words_of(struct: str, member: str) -> tuple[str, str]:
    """What the member of the struct means, in Chinese and in English.

    Raises:
        KeyError: nobody has said it.
    """
    return WORDS.get(f"{struct}.{member}") or WORDS[member]
