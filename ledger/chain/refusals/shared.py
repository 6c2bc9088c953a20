"""What is refused by all contracts alike, and by the compiler, in words: what was wrong and what would be right."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "Error": (
        "合约拒绝：{message}",
        "the contract refused: {message}",
    ),
    "InvalidShortString": (
        "合约内部短字符串无效",
        "a short string inside the contract is not valid",
    ),
    "MalformedCode": (
        "“{code}”不是部门代码：应为 2 至 31 位数字、大写字母或“-”，首位不能是“-”",
        "'{code}' is no department code: 2 to 31 digits, capital letters or '-', the first one not '-'",
    ),
    "MalformedItem": (
        "“{item}”不是资源代码：请按目录编制指南书写",
        "'{item}' is no resource code: write it as the catalogue guide says",
    ),
    "NotAHead": (
        "签名者 {signer} 此刻不是部门 {department} 的有效负责人密钥：请由该部门负责人签名",
        "{signer} is not a valid head key of department {department} now: a head of that department must sign",
    ),
    "Panic": (
        "合约内部错误（代码 {code}）",
        "the contract failed inside (panic code {code})",
    ),
    "ReasonLength": (
        "理由有 {length} 字节，应为 1 至 256 字节",
        "the reason has {length} bytes, expected 1 to 256",
    ),
    "SameDepartment": (
        "部门 {department} 不能同时担任两方：请写两个不同的部门",
        "department {department} stands on two sides: name two different departments",
    ),
    "StringTooLong": (
        "合约内部字符串过长：{str}",
        "a string inside the contract is too long: {str}",
    ),
    "UnknownDepartment": (
        "没有部门 {department}",
        "there is no department {department}",
    ),
    "WrongNonce": (
        "签名所用的序号是 {given}，链上应为 {expected}：请按链上序号重新签名",
        "the signature carries nonce {given}, the chain expects {expected}: sign again with the chain's nonce",
    ),
    "WrongSignature": (
        "签名不是 {signer} 对这些内容作出的：请核对内容、链编号与合约地址后重新签名",
        "the signature is not {signer}'s over this content: check content, chain id and contract address, sign again",
    ),
}
