"""What is refused by the catalogue, in words: what was wrong and what would be right."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "AlreadyGranted": (
        "授权 {grant} 已经订立，无须重复",
        "the grant {grant} was made already; nothing needs to be done",
    ),
    "AlreadyLinked": (
        "该数据的职责与表的关联已经存在",
        "the link between this duty, item and table stands already; nothing needs to be done",
    ),
    "AlreadySource": (
        "部门 {source} 已是牵头数源部门",
        "department {source} leads the collection already; nothing needs to be done",
    ),
    "AlreadySubmitted": (
        "目录条目 {entry} 已提交过：同一内容不能再次提交，修改后另行签名",
        "the entry {entry} was submitted before: change it and sign the changed one",
    ),
    "BasisMissing": (
        "须引用依据文件：所给摘要为零",
        "the document it rests on must be cited: the hash given is zero",
    ),
    "ConditionOnUnconditional": (
        "无条件共享的数据不得附条件：请将条件摘要置零，或改为有条件共享",
        "what is shared without condition has none: leave the hash of the condition zero, or share with condition",
    ),
    "EndExtends": (
        "终止授权 {grant} 的时间 {since} 不早于现有终点 {until}：终止只能缩短授权",
        "ending the grant {grant} at {since} is not before its present end {until}: ending may only shorten it",
    ),
    "GradeBelowParent": (
        "数据级别 {grade} 低于其来源数据 {parent} 的级别 {parentGrade}：请提高级别，或由管理部门负责人附降级文书发布",
        "grade {grade} lies below {parentGrade} of the item it is derived from, {parent}: raise the grade, or let a head of the manager publish it with an instrument",
    ),
    "GrantIncomplete": (
        "授权须写明范围并引用批准文件：有摘要为零",
        "a grant states its scope and cites its approval: one of the hashes is zero",
    ),
    "GrantTerm": (
        "授权期限 {until} 无效：应晚于当前时间且不晚于该项权利的终点 {limit}",
        "a grant until {until} must end after now and not after the right it is taken from, {limit}",
    ),
    "IncomeShare": (
        "收益比例 {share} 超过 10000（万分之）",
        "an income share of {share} is more than the whole, 10000 basis points",
    ),
    "Incomplete": (
        "目录条目缺少「{field}」：请补全后重新签名",
        "the entry lacks its {field}: complete it and sign again",
    ),
    "InstrumentMissing": (
        "变更归属须引用法律文书：所给摘要为零",
        "a change of attribution cites a legal instrument: the hash given is zero",
    ),
    "LinkIncomplete": (
        "关联须同时写明职责与表：有摘要为零",
        "a link names a duty and a table: one of the hashes is zero",
    ),
    "NeitherOwnerNorManager": (
        "部门 {department} 既不是该数据的归属部门，也不是管理部门",
        "department {department} is neither owner nor manager of the item",
    ),
    "NotAReviewer": (
        "签名者 {signer} 此刻不是管理部门 {manager} 的有效负责人或经办人密钥：请由管理部门审核",
        "{signer} is neither a head nor an officer of the managing department {manager} now: the manager must review",
    ),
    "NotGrantable": (
        "权利种类 {rightType}（词表 {vocabulary}）不能授予：只有加工使用权(2)与产品经营权(3)可以授予",
        "right {rightType} of vocabulary {vocabulary} cannot be granted: only 2 (process) and 3 (operate) can",
    ),
    "NotLinked": (
        "没有这项职责、数据与表的关联：请核对",
        "there is no such link between duty, item and table: check it",
    ),
    "NotSubmitted": (
        "目录条目 {entry} 不在待审核状态：它未提交，或已审核",
        "the entry {entry} does not wait for review: it was never submitted, or was reviewed already",
    ),
    "NotTheManager": (
        "该数据由部门 {manager} 管理：请写现任管理部门",
        "department {manager} manages this item: name that department",
    ),
    "OtherEntry": (
        "签名所指的条目是 {given}，所附条目是 {entry}：两者应相同",
        "the signature speaks of entry {given}, but the entry enclosed is {entry}: they must be the same",
    ),
    "OwnParent": (
        "数据不能由自身派生：请从来源中去掉自己",
        "an item is not derived from itself: take it off the list of parents",
    ),
    "ReviewMissing": (
        "发布须引用审核记录：所给摘要为零",
        "a publication cites the record of review: the hash given is zero",
    ),
    "SecondOwner": (
        "该数据的归属部门是 {owner}，且只能有一个：变更归属须由三方签署归属变更",
        "the item has the owner {owner}, and one only: it moves by a change of attribution that all three sign",
    ),
    "SecretData": (
        "涉及国家秘密或工作秘密的数据不得登记：请按保密规定另行管理",
        "secret data has no place in this catalogue: keep it by the rules on secrecy",
    ),
    "SourceActive": (
        "现由部门 {source} 牵头采集：须在 replaced 中写明它被替换",
        "department {source} leads the collection now: name it as the one replaced",
    ),
    "TooManyLinks": (
        "一项数据最多有 64 条关联：先取消一条",
        "an item has at most 64 links: take one away first",
    ),
    "TooManyParents": (
        "派生来源有 {length} 项，最多 32 项",
        "{length} parents are named, at most 32 are allowed",
    ),
    "UnknownGrant": (
        "没有授权 {grant}：请核对编号",
        "there is no grant {grant}: check its id",
    ),
    "UnknownItem": (
        "没有已发布的该项数据：先提交目录条目并由管理部门发布",
        "nothing of this code is published: submit an entry and let the manager publish it",
    ),
    "UnknownValue": (
        "「{field}」的值 {value} 不在可选范围内",
        "{value} is none of the values that the {field} knows",
    ),
    "WrongVersion": (
        "该数据的下一版本应为 {expected}，上一条目应为 {previous}：请据此重新签名",
        "the next version of this item is {expected}, after entry {previous}: sign again with these",
    ),
}
