"""What is refused by the register of departments, in words: what was wrong and what would be right."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "DepartmentExists": (
        "部门 {department} 已存在：请使用另一个部门代码",
        "department {department} exists already: use another code",
    ),
    "EmptyValidity": (
        "密钥有效期 [{validFrom}, {validUntil}) 为空：结束时间应晚于开始时间和当前时间",
        "the key's validity [{validFrom}, {validUntil}) is empty: it must end after its start and after now",
    ),
    "EndExtends": (
        "终止密钥 {key} 的时间 {since} 不早于现有终点 {validUntil}：终止只能缩短有效期",
        "ending key {key} at {since} is not before its present end {validUntil}: ending may only shorten the validity",
    ),
    "HeadStands": (
        "部门 {department} 仍有未到期的负责人密钥 {head}：无须上级另行授予",
        "department {department} still has the head {head}, whose validity is not over: it needs nobody from above",
    ),
    "KeyTaken": (
        "地址 {key} 已属于部门 {department}，不能再次登记：请更换新密钥",
        "address {key} belongs to department {department} for ever: enrol a fresh key",
    ),
    "MandateEndExtends": (
        "终止授权的时间 {since} 不早于现有终点 {validUntil}：终止只能缩短授权",
        "ending the mandate at {since} is not before its present end {validUntil}: ending may only shorten it",
    ),
    "MandateToItself": (
        "部门 {department} 不能授权给自己",
        "department {department} gives no mandate to itself",
    ),
    "NoApproval": (
        "须引用批准文件：所给摘要为零",
        "an approval must be cited: the hash given is zero",
    ),
    "NoInstrument": (
        "须引用法律文件：所给摘要为零",
        "a legal instrument must be cited: the hash given is zero",
    ),
    "NoRoots": (
        "部门登记至少需要一个根部门",
        "the registry needs at least one root department",
    ),
    "NotAKeyOf": (
        "地址 {key} 不是部门 {department} 的密钥：请核对地址与部门",
        "address {key} is no key of department {department}: check address and department",
    ),
    "NotARootHead": (
        "签名者 {signer} 此刻不是根部门的有效负责人密钥",
        "{signer} is no valid head of a root department now",
    ),
    "NotStanding": (
        "部门 {department} 不存在或已被承继",
        "department {department} was never admitted, or its successor is named already",
    ),
    "NotTheGiver": (
        "部门 {department} 不是授权 {mandate} 的授权方",
        "department {department} neither gave the mandate {mandate} nor succeeded the one that did",
    ),
    "OneApprovalNeeded": (
        "给出了 {given} 个签名：此处由一个部门单独决定，应恰有一个",
        "{given} signatures given: one department decides here alone, so exactly one is needed",
    ),
    "OutsideScope": (
        "部门 {subtree} 不在管理部门 {manager} 之下：授权不得超出其范围",
        "department {subtree} does not stand under {manager}: a mandate stays within its giver's scope",
    ),
    "QuorumNotReached": (
        "同意的根部门有 {given} 个，需要 {needed} 个",
        "{given} root departments agree, {needed} are needed",
    ),
    "QuorumOutOfRange": (
        "法定票数 {votes} 无效：应为 {least} 至 {most}",
        "a quorum of {votes} is out of range: {least} to {most}",
    ),
    "RootHasNoParent": (
        "根部门不得有上级“{parent}”",
        "a root department has no parent, but '{parent}' is named",
    ),
    "ScopeUnclear": (
        "审计范围须是一个部门子树（“{subtree}”）或一列对象（{subjects} 个），二者取一",
        "a scope is one subtree ('{subtree}') or a list of subjects ({subjects} given), not both and not neither",
    ),
    "SuccessorWithin": (
        "部门 {department} 不能由自身或其下级 {successor} 承继",
        "department {department} is not succeeded by itself or by {successor} that stands under it",
    ),
    "TierAboveParent": (
        "层级 {tier} 高于上级部门的层级 {parentTier}：新部门不得高于接纳它的部门",
        "tier {tier} is above the parent's tier {parentTier}: a department may not stand above the one that admits it",
    ),
    "TooDeep": (
        "部门 {department} 的层级过深：最多十二级",
        "department {department} would stand too deep: the tree has twelve levels at most",
    ),
    "TooFarAhead": (
        "生效时间 {effectiveAt} 过远：不得晚于 {latest}",
        "{effectiveAt} is too far ahead: {latest} at the latest",
    ),
    "TooManyHeads": (
        "部门 {department} 的负责人密钥过多",
        "department {department} has as many heads as it may have",
    ),
    "TooManyMandates": (
        "该持有者在此范围内的授权过多",
        "the holder has as many mandates of this scope as it may have",
    ),
    "TooManyRoots": (
        "根部门已达上限 {cap} 个",
        "there are as many root departments as there may be: {cap}",
    ),
    "TooManySuccessions": (
        "部门 {successor} 承继的机构改革链过长",
        "department {successor} would take over too long a chain of reforms",
    ),
    "UnknownKind": (
        "部门类别 {kind} 无效：应为 1 至 6",
        "kind {kind} is none of 1 to 6",
    ),
    "UnknownRegion": (
        "行政区划代码 {region} 无效：应为 0 或六位代码",
        "region {region} is neither 0 nor a six-digit code",
    ),
    "UnknownRole": (
        "密钥角色 {role} 无效：应为 1 至 5",
        "role {role} is none of 1 to 5",
    ),
    "UnknownTier": (
        "层级 {tier} 无效：应为 1 至 4",
        "tier {tier} is none of 1 to 4",
    ),
    "VoteOutOfOrder": (
        "投票须按部门代码严格升序：{department} 不在 {previous} 之后",
        "votes stand in strictly ascending order of department: {department} does not follow {previous}",
    ),
    "ZeroKey": (
        "零地址不能作为密钥",
        "the zero address is no key",
    ),
}
