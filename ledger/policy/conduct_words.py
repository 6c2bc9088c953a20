"""What is broken or not disclosed, in words: code → Chinese and English; ``{}`` stands for the detail."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "field-empty": ("必填内容为空: {}", "required and empty: {}"),
    "field-undisclosed": ("未披露, 不能判定: {}", "not disclosed, so it cannot be determined: {}"),
    "drafter-approved": ("起草人即批准人", "who drafted it approved it"),
    "entry-incomplete": ("目录条目缺少: {}", "the catalogue entry lacks: {}"),
    "share-basis-missing": ("共享类型所需内容为空: {}", "what the share type asks for is missing: {}"),
    "catalogue-unknown": ("目录条件不在账上", "the catalogue's conditions are not on record"),
    "updated-late": ("依据或职责变化后逾期更新目录, 应于 {} 前", "the catalogue was updated late after the change; it was due by {}"),
    "records-lost": ("使用结束后不满三年而记录灭失, 应保存至 {}", "records of use did not last three years; they are kept until {}"),
    "condition-added": ("目录之外另设条件: {}", "conditions beyond the catalogue: {}"),
    "unconditional-refused": ("拒绝提供无条件共享的数据", "data shared without condition were refused"),
    "second-notice": ("第二次要求补正", "supplements were asked for a second time"),
    "refused-as-incomplete": ("以材料不全为由拒绝, 而未一次性告知补正", "refused as incomplete instead of asking for a supplement once"),
    "extension-too-long": ("延期超过 {} 个工作日", "the extension exceeds {} working days"),
    "extension-asked-late": ("逾期后才申请延期", "the extension was asked for after the due time"),
    "user-not-told": ("延期未告知使用部门", "the user was not told of the extension"),
    "request-unknown": ("所据申请不在账上", "the request is not on record"),
    "terms-unknown": ("协议条款不在账上", "the terms of the agreement are not on record"),
    "mode-not-agreed": ("共享方式与约定不符: {}", "another mode than agreed: {}"),
    "version-not-published": ("所提供版本 {} 不是所据发布的版本", "the delivered version {} is not the one published"),
    "fix-not-recorded": ("更正后的版本 {} 或原数据不在账上", "the corrected version {} or the data in doubt is not on record"),
    "corrected-but-unchanged": ("称已更正, 版本 {} 的摘要未变", "called corrected, but version {} has the same digest"),
    "not-consulted": ("生效前未与使用部门协商", "it took effect before the user was consulted"),
    "not-filed": ("生效前未报管理部门备案", "it took effect before the manager filed it"),
    "second-source": ("已明确数源 {}, 另有来源", "{} is the lead source, and there is another"),
    "outside-duties": ("不在职责清单之内: {}", "outside the list of duties: {}"),
    "item-outside": ("目录项 {} 不在协议之内", "the item {} is outside the agreement"),
    "quota-exceeded": ("当日调用超过约定的 {} 次", "more calls in the day than the {} agreed"),
    "purpose-outside": ("目的 {} 不在协议之内", "the purpose {} is outside the agreement"),
    "field-outside": ("字段 {} 不在协议之内", "the fields {} are outside the agreement"),
    "no-consent": ("没有事先同意", "no prior consent"),
    "consent-does-not-cover": ("同意的范围不含: {}", "the consent does not cover: {}"),
    "collected-again": ("有效协议 {} 可以取得该数据, 仍重复采集", "collected though the agreement {} in force gives it"),
    "used-after-disposal": ("处置 {} 之后仍在使用", "used after the disposal {}"),
    "call-refused": ("限额之内被拒", "refused inside the agreement"),
    "call-failed": ("调用失败, 原因不在账上", "the call failed; why is not on record"),
    "wrong-body": ("应向 {} 提出", "it goes to {}"),
    "no-rectification": ("未经限期整改即终止", "ended with no rectification ordered before"),
    "manager-used-data": ("主管部门使用了数据内容", "the manager used the data itself"),
    "accreditation-unknown": ("授权不在账上", "the accreditation is not on record"),
    "not-accredited": ("没有授权", "not accredited"),
    "outside-dates": ("不在授权期限之内", "outside the accredited dates"),
    "outside-scope": ("超出授权范围: {}", "outside the accredited scope: {}"),
    "no-evidence": ("没有引用证据", "no evidence is cited"),
    "evidence-unknown": ("所引证据不在账上: {}", "the cited evidence is not on record: {}"),
    "no-principal": ("没有委托部门", "no entrusting department"),
    "changed-in-transit": ("传输中摘要改变", "the digest changed in transit"),
    "no-risk-assessment": ("提供重要数据之前没有风险评估", "important data were delivered with no risk assessment before"),
}  # fmt: skip


def in_words(why: str, about: str) -> tuple[str, str]:
    """Code and detail in Chinese and English; empty texts for the empty code."""
    zh, en = WORDS.get(why, ("", ""))
    return zh.format(about), en.format(about)
