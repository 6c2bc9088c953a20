"""What is refused by the witness of logs, in words: what was wrong and what would be right."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "ForkRefused": (
        "该日志在规模 {size} 处已锚定另一个根：日志密钥签署了两段历史，须查明哪一份是真的",
        "another root is anchored at size {size} of this log: the log key signed two histories; find out which is true",
    ),
    "GrowthNotProven": (
        "一致性证明不能说明规模 {given} 的日志由已锚定的 {anchored} 条延续而来：请按链上最后的锚点重新生成证明",
        "the path does not prove that {given} leaves append to the {anchored} anchored: prove from the last anchor",
    ),
    "MalformedOrigin": (
        "“{origin}”不是日志名：应为 3 至 100 位数字、小写字母、“.”、“/”或“-”",
        "'{origin}' is no origin: 3 to 100 digits, small letters, '.', '/' or '-', the first one a digit or letter",
    ),
    "NotAWitness": (
        "签名者 {signer} 此刻不是可作见证的密钥",
        "{signer} is no key that may witness now",
    ),
    "NotAnchored": (
        "该日志在规模 {size} 处没有锚点：先锚定，再见证或引用",
        "nothing is anchored at size {size} of this log: anchor it first",
    ),
    "NotIncluded": (
        "证明不能说明第 {index} 条在规模 {size} 的日志中",
        "the path does not prove entry {index} in the log of {size}",
    ),
    "OriginTaken": (
        "该日志名由部门 {department} 使用：请使用另一个日志名",
        "another department, {department}, keeps the log of this origin: use another origin",
    ),
    "OwnWitness": (
        "部门 {department} 不能为自己保管的日志作见证",
        "department {department} keeps this log and cannot witness it",
    ),
    "RootDiffers": (
        "见证所见的根与规模 {size} 处锚定的根不同：须查明日志是否分叉",
        "the root the witness saw differs from the one anchored at size {size}: find out whether the log forked",
    ),
    "ShrinkRefused": (
        "日志规模 {given} 小于已锚定的 {anchored}：日志被回退，须从备份恢复，不得签署",
        "a log of {given} leaves is smaller than the {anchored} anchored: the log went back; restore it, sign nothing",
    ),
    "StreamsEntryNotProven": (
        "证明不能说明规模 {size} 的最后一条是该流根的流条目",
        "the path does not prove that the last leaf of {size} is the streams entry of this streams root",
    ),
    "UnknownOrigin": (
        "链上没有开立此日志：请先由部门负责人签名开立",
        "no log of this origin is opened on the chain: a department's head must open it first",
    ),
    "ZeroLogKey": (
        "零地址不能作为日志密钥",
        "the zero address is no log key",
    ),
}
