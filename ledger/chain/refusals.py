"""What the contracts' own errors mean, in words: what was wrong and what would be right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError
from eth_utils.abi import function_abi_to_4byte_selector

from ledger.chain.rpc import RpcError
from ledger.errors import ContractRefused

# Errors that the Solidity compiler itself emits.
_BUILT_IN: tuple[dict[str, Any], ...] = (
    {"type": "error", "name": "Error", "inputs": [{"name": "message", "type": "string"}]},
    {"type": "error", "name": "Panic", "inputs": [{"name": "code", "type": "uint256"}]},
)

_TEXTS: Mapping[str, tuple[str, str]] = {
    "AlreadyConcluded": (
        "相同条款的协议 {id} 已经订立，不能重复订立",
        "an agreement with these very terms, {id}, is concluded already; nothing needs to be done",
    ),
    "DepartmentExists": (
        "部门 {department} 已存在：请使用另一个部门代码",
        "department {department} exists already: use another code",
    ),
    "DueInThePast": (
        "整改期限 {dueAt} 不晚于当前时间：应给出将来的期限",
        "rectification due at {dueAt} is not after now: name a time to come",
    ),
    "EffectOutOfBounds": (
        "停止时间 {effectAt} 应不早于 {earliest}，且早于协议终点 {end}",
        "a stop at {effectAt} must not be before {earliest}, and be before the agreement's own end {end}",
    ),
    "EmptyPeriod": (
        "使用期 [{useFrom}, {useUntil}) 为空或已结束：结束时间应晚于开始时间和当前时间",
        "the period of use [{useFrom}, {useUntil}) is empty or over: it must end after its start and after now",
    ),
    "EmptyValidity": (
        "密钥有效期 [{validFrom}, {validUntil}) 为空：结束时间应晚于开始时间和当前时间",
        "the key's validity [{validFrom}, {validUntil}) is empty: it must end after its start and after now",
    ),
    "EndExtends": (
        "终止密钥 {key} 的时间 {since} 不早于现有终点 {validUntil}：终止只能缩短有效期",
        "ending key {key} at {since} is not before its present end {validUntil}: ending may only shorten the validity",
    ),
    "ForkRefused": (
        "该日志在规模 {size} 处已锚定另一个根：日志密钥签署了两段历史，须查明哪一份是真的",
        "another root is anchored at size {size} of this log: the log key signed two histories; find out which is true",
    ),
    "GrowthNotProven": (
        "一致性证明不能说明规模 {given} 的日志由已锚定的 {anchored} 条延续而来：请按链上最后的锚点重新生成证明",
        "the path does not prove that {given} leaves append to the {anchored} anchored: prove from the last anchor",
    ),
    "HeadStands": (
        "部门 {department} 仍有未到期的负责人密钥 {head}：无须上级另行授予",
        "department {department} still has the head {head}, whose validity is not over: it needs nobody from above",
    ),
    "InvalidShortString": ("合约内部短字符串无效", "a short string inside the contract is not valid"),
    "KeyTaken": (
        "地址 {key} 已属于部门 {department}，不能再次登记：请更换新密钥",
        "address {key} belongs to department {department} for ever: enrol a fresh key",
    ),
    "ListLength": (
        "列表 {what} 有 {length} 项，应为 1 至 {cap} 项",
        "the list {what} has {length} members, expected 1 to {cap}",
    ),
    "MalformedCode": (
        "“{code}”不是部门代码：应为 2 至 31 位数字、大写字母或“-”，首位不能是“-”",
        "'{code}' is no department code: 2 to 31 digits, capital letters or '-', the first one not '-'",
    ),
    "MalformedOrigin": (
        "“{origin}”不是日志名：应为 3 至 100 位数字、小写字母、“.”、“/”或“-”",
        "'{origin}' is no origin: 3 to 100 digits, small letters, '.', '/' or '-', the first one a digit or letter",
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
    "NoRectification": (
        "协议 {id} 没有整改要求：先责令限期整改",
        "no rectification is ordered for agreement {id}: order it first",
    ),
    "NoRoots": ("部门登记至少需要一个根部门", "the registry needs at least one root department"),
    "NotAHead": (
        "签名者 {signer} 此刻不是部门 {department} 的有效负责人密钥：请由该部门负责人签名",
        "{signer} is not a valid head key of department {department} now: a head of that department must sign",
    ),
    "NotAKeyOf": (
        "地址 {key} 不是部门 {department} 的密钥：请核对地址与部门",
        "address {key} is no key of department {department}: check address and department",
    ),
    "NotARootHead": (
        "签名者 {signer} 此刻不是根部门的有效负责人密钥",
        "{signer} is no valid head of a root department now",
    ),
    "NotAWitness": (
        "签名者 {signer} 此刻不是可作见证的密钥",
        "{signer} is no key that may witness now",
    ),
    "NotAnOfficer": (
        "签名者 {signer} 此刻不是部门 {department} 的有效负责人或经办人密钥",
        "{signer} is neither a head nor an officer of department {department} now",
    ),
    "NotAnchored": (
        "该日志在规模 {size} 处没有锚点：先锚定，再见证或引用",
        "nothing is anchored at size {size} of this log: anchor it first",
    ),
    "NotEntitled": (
        "部门 {department}（签名者 {signer}）在此协议中无权作出这一步",
        "department {department} (signer {signer}) may not take this step in this agreement",
    ),
    "NotIncluded": (
        "证明不能说明第 {index} 条在规模 {size} 的日志中",
        "the path does not prove entry {index} in the log of {size}",
    ),
    "NotStanding": (
        "部门 {department} 不存在或已被承继",
        "department {department} was never admitted, or its successor is named already",
    ),
    "NotTheGiver": (
        "部门 {department} 不是授权 {mandate} 的授权方",
        "department {department} neither gave the mandate {mandate} nor succeeded the one that did",
    ),
    "OfferPeriod": (
        "要约有效期至 {openUntil} 无效：应晚于当前时间且不晚于 {latest}",
        "an offer open until {openUntil} must end after now and not after {latest}",
    ),
    "OneApprovalNeeded": (
        "给出了 {given} 个签名：此处由一个部门单独决定，应恰有一个",
        "{given} signatures given: one department decides here alone, so exactly one is needed",
    ),
    "OriginTaken": (
        "该日志名由部门 {department} 使用：请使用另一个日志名",
        "another department, {department}, keeps the log of this origin: use another origin",
    ),
    "OutsideScope": (
        "部门 {subtree} 不在管理部门 {manager} 之下：授权不得超出其范围",
        "department {subtree} does not stand under {manager}: a mandate stays within its giver's scope",
    ),
    "OwnWitness": (
        "部门 {department} 不能为自己保管的日志作见证",
        "department {department} keeps this log and cannot witness it",
    ),
    "PartyChanged": (
        "变更后的当事部门是 {given}，应为 {expected}：协议变更不得更换当事部门",
        "the amended terms name {given}, expected {expected}: an amendment keeps its parties",
    ),
    "QuorumNotReached": (
        "同意的根部门有 {given} 个，需要 {needed} 个",
        "{given} root departments agree, {needed} are needed",
    ),
    "QuorumOutOfRange": (
        "法定票数 {votes} 无效：应为 {least} 至 {most}",
        "a quorum of {votes} is out of range: {least} to {most}",
    ),
    "ReasonLength": ("理由有 {length} 字节，应为 1 至 256 字节", "the reason has {length} bytes, expected 1 to 256"),
    "RectificationNotOver": (
        "整改期限 {dueAt} 未过：期满仍不整改方可终止",
        "the time to rectify runs until {dueAt}: only after it may the agreement be ended for misuse",
    ),
    "RectificationStands": (
        "已有整改要求，期限 {dueAt}：不能重复责令",
        "rectification is ordered already, due at {dueAt}",
    ),
    "ReferenceMissing": (
        "须引用一个事件：所给摘要为零",
        "an event must be cited: the reference given is zero",
    ),
    "RetentionTooShort": (
        "记录保存至 {retentionUntil} 太短：至少应到 {required}（使用期结束后三年）",
        "records kept until {retentionUntil} are kept too short: until {required} at least (three years after the use)",
    ),
    "RootDiffers": (
        "见证所见的根与规模 {size} 处锚定的根不同：须查明日志是否分叉",
        "the root the witness saw differs from the one anchored at size {size}: find out whether the log forked",
    ),
    "RootHasNoParent": (
        "根部门不得有上级“{parent}”",
        "a root department has no parent, but '{parent}' is named",
    ),
    "SameDepartment": (
        "部门 {department} 不能同时担任协议的两方：归属、使用、管理应为三个不同部门",
        "department {department} stands on two sides: owner, user and manager must be three departments",
    ),
    "ScopeUnclear": (
        "审计范围须是一个部门子树（“{subtree}”）或一列对象（{subjects} 个），二者取一",
        "a scope is one subtree ('{subtree}') or a list of subjects ({subjects} given), not both and not neither",
    ),
    "ShrinkRefused": (
        "日志规模 {given} 小于已锚定的 {anchored}：日志被回退，须从备份恢复，不得签署",
        "a log of {given} leaves is smaller than the {anchored} anchored: the log went back; restore it, sign nothing",
    ),
    "StreamsEntryNotProven": (
        "证明不能说明规模 {size} 的最后一条是该流根的流条目",
        "the path does not prove that the last leaf of {size} is the streams entry of this streams root",
    ),
    "StringTooLong": ("合约内部字符串过长：{str}", "a string inside the contract is too long: {str}"),
    "SuccessorWithin": (
        "部门 {department} 不能由自身或其下级 {successor} 承继",
        "department {department} is not succeeded by itself or by {successor} that stands under it",
    ),
    "TextLength": (
        "文本 {what} 有 {length} 字节，应为 1 至 {cap} 字节",
        "the text {what} has {length} bytes, expected 1 to {cap}",
    ),
    "TextMissing": (
        "协议须绑定中文文本、英文文本、策略与工作日历四个摘要，缺一不可",
        "terms bind four hashes: the Chinese text, the English text, the policy and the calendar; one is zero",
    ),
    "TierAboveParent": (
        "层级 {tier} 高于上级部门的层级 {parentTier}：新部门不得高于接纳它的部门",
        "tier {tier} is above the parent's tier {parentTier}: a department may not stand above the one that admits it",
    ),
    "TooDeep": (
        "部门 {department} 的层级过深：最多八级",
        "department {department} would stand too deep: the tree has eight levels at most",
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
    "UnknownDepartment": (
        "没有部门 {department}",
        "there is no department {department}",
    ),
    "UnknownGrade": ("数据级别 {grade} 无效：应为 1 至 3", "grade {grade} is none of 1 to 3"),
    "UnknownKind": ("部门类别 {kind} 无效：应为 1 至 6", "kind {kind} is none of 1 to 6"),
    "UnknownMode": ("共享方式“{mode}”无效：应为 api、batch 或 file", "mode '{mode}' is none of api, batch, file"),
    "UnknownOrigin": (
        "链上没有开立此日志：请先由部门负责人签名开立",
        "no log of this origin is opened on the chain: a department's head must open it first",
    ),
    "UnknownRedistribution": (
        "再分发规则“{redistribution}”无效：应为 none 或 with-consent",
        "the rule of redistribution '{redistribution}' is neither none nor with-consent",
    ),
    "UnknownRegion": (
        "行政区划代码 {region} 无效：应为 0 或六位代码",
        "region {region} is neither 0 nor a six-digit code",
    ),
    "UnknownRole": ("密钥角色 {role} 无效：应为 1 至 5", "role {role} is none of 1 to 5"),
    "UnknownTier": ("层级 {tier} 无效：应为 1 至 4", "tier {tier} is none of 1 to 4"),
    "VoteOutOfOrder": (
        "投票须按部门代码严格升序：{department} 不在 {previous} 之后",
        "votes stand in strictly ascending order of department: {department} does not follow {previous}",
    ),
    "WrongNonce": (
        "签名所用的序号是 {given}，链上应为 {expected}：请按链上序号重新签名",
        "the signature carries nonce {given}, the chain expects {expected}: sign again with the chain's nonce",
    ),
    "WrongSignature": (
        "签名不是 {signer} 对这些内容作出的：请核对内容、链编号与合约地址后重新签名",
        "the signature is not {signer}'s over this content: check content, chain id and contract address, sign again",
    ),
    "WrongState": (
        "协议 {id} 的状态是 {state}，不能作出这一步",
        "agreement {id} is in state {state}, which does not allow this step",
    ),
    "ZeroKey": ("零地址不能作为密钥", "the zero address is no key"),
    "ZeroLogKey": ("零地址不能作为日志密钥", "the zero address is no log key"),
    "Error": ("合约拒绝：{message}", "the contract refused: {message}"),
    "Panic": ("合约内部错误（代码 {code}）", "the contract failed inside (panic code {code})"),
}


def refusal_of(error: RpcError, abis: Iterable[Mapping[str, Any]]) -> ContractRefused | None:
    """The contract's refusal behind a node's error, or ``None`` if the error carries none that these ABIs know."""
    data = error.data.get("data") if isinstance(error.data, dict) else error.data
    if not isinstance(data, str) or not data.startswith("0x"):
        return None
    return decode_refusal(bytes.fromhex(data[2:]), abis)


def decode_refusal(data: bytes, abis: Iterable[Mapping[str, Any]]) -> ContractRefused | None:
    """The refusal in a call's revert data (Solidity custom errors: selector, then encoded arguments)."""
    for entry in (*abis, *_BUILT_IN):
        if function_abi_to_4byte_selector(entry) == data[:4]:  # type: ignore[arg-type]
            inputs = entry["inputs"]
            try:
                values = decode([part["type"] for part in inputs], data[4:])
            except DecodingError:
                return None
            arguments = {part["name"]: _shown(each) for part, each in zip(inputs, values, strict=True)}
            return _refused(entry["name"], arguments)
    return None


def explained_errors() -> frozenset[str]:
    """Names of the errors that have a text here."""
    return frozenset(_TEXTS)


def _refused(name: str, arguments: dict[str, Any]) -> ContractRefused:
    zh, en = _TEXTS.get(name, ("合约以 {error} 拒绝：{arguments}", "the contract refused with {error}: {arguments}"))
    words = {"error": name, "arguments": arguments, **arguments}
    return ContractRefused(zh=zh.format(**words), en=en.format(**words), error=name, arguments=arguments)


def _shown(value: Any) -> Any:
    """A JSON-able value; a bytes32 that holds a department code is shown as that code."""
    if not isinstance(value, bytes):
        return value
    text = value.rstrip(b"\x00")
    if 2 <= len(text) <= 31 and len(value) == 32 and text.isascii() and text.decode().isprintable():
        return text.decode()
    return "0x" + value.hex()
