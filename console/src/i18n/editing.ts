import { useTexts } from ".";
import { both } from "./both";

/** Words of the agreement editor and of the acts under an agreement; they come with their pages. */
export function useEditingTexts() {
  const { language } = useTexts();
  return texts[language];
}

const texts = both(
  {
    title: "起草共享协议", amending: "变更共享协议", intro: "左边填条款, 右边写文本; 条款以文本的 SHA-256 摘要约束文本, 签署前由服务按合约与条例校验。", terms: "条款", texts: "文本", write: "按条款写出文本草稿", written: "文本草稿只是起点, 请由法制机构核定; 改动文本即改变摘要",
    digest: "摘要", policy: "策略 (ODRL)", days: "使用天数", check: "校验条款", checked: "条款可以签署", toSign: "前往签署", saveTerms: "下载条款文件", saveTexts: "下载文本", changes: "与现行版本相比", member: "条款", before: "现行", after: "变更后", same: "没有改动", amendSign: "签署变更", chooseMany: "可多选", need: "须填写", lacks: (count: number) => `还有 ${count} 项须填写`,
    why: {
      number: "当事各方归档所用文号", owner: "对目录项负责的部门; 取自目录 (条例 18)", user: "为一个明确用途使用数据的部门 (条例 20)", manager: "本区域共享主管部门; 取自目录 (条例 5、20)", items: "所共享的目录项", fields: "限于履职必需的数据项 (条例 20)",
      purposes: "用途以外不得使用 (U2, 条例 25)", mode: "接口、批量或文件 (条例 22)", legal_basis: "使用部门履职的法律依据 (条例 20)", scenario: "在什么业务中如何使用 (条例 20)", calls_per_day: "接口方式下每日调用上限; 0 为不约定", rows_per_delivery: "每次提供的行数上限; 0 为不约定",
      grade: "数据的最高级别; 取自目录", redistribution: "未经归属部门同意不得转提供 (U3, 条例 25)", use_from: "自此时起可以使用", use_until: "至此时止; 期满须处置 (U7, 条例 28)", retention_until: "使用记录至少保存三年 (条例 29)", calendar: "期限按此工作日历计算", text_zh: "中文文本的摘要", text_en: "英文文本的摘要", policy: "机器可读策略的摘要",
    } as Record<string, string>,
    acts: "办理", actsIntro: "按合约办理; 由下列部门的密钥签名, 密钥不离开浏览器", amend: "变更条款", signedBy: "签署", article: (article: string) => `条例 ${article}`, prepare: "核对所签内容", words: "您将签署的内容", event: "协议下的事件: 选择, 或粘贴 64 位事件编号", check2: "我已逐项核对以上内容",
    sign: "签名", signed: "已签名", saveConsent: "下载同意文件", addConsent: "加入其他部门的同意文件", saveDraft: "下载草稿", submit: "提交上链", submitted: "已提交", state: "链上状态", states: { recorded: "已登记", sent: "已发送", mined: "已上链", final: "已确定", failed: "失败" } as Record<string, string>,
    invalid: "同意文件不是对此内容的签名", wrongPlace: "草稿所指的链或合约不是信任策略所列, 不予签名", waits: (done: number, all: number) => `已有 ${done} 份同意, 共须 ${all} 份`, openDraft: "打开他方草稿", badDraft: "这不是此事的草稿", back: "返回修改",
  },
  {
    title: "Draft an agreement", amending: "Amend an agreement", intro: "Terms on the left, texts on the right. The terms bind the texts by SHA-256; before anyone signs, the service examines them by contract and law.", terms: "Terms", texts: "Texts", write: "Write texts from the terms", written: "A text so written is a beginning only; have it settled by your legal office. Any change of a text changes its digest",
    digest: "Digest", policy: "Policy (ODRL)", days: "Days of use", check: "Examine the terms", checked: "The terms may be signed", toSign: "Go to signing", saveTerms: "Download terms", saveTexts: "Download texts", changes: "Compared with the version in force", member: "Term", before: "In force", after: "Amended", same: "nothing is changed", amendSign: "Sign the amendment", chooseMany: "several may be chosen", need: "is needed", lacks: (count) => `${count} still needed`,
    why: {
      number: "Number under which the parties file it", owner: "Answers for the item; from the catalogue (article 18)", user: "Uses the data for one stated purpose (article 20)", manager: "Manages sharing in the region; from the catalogue (articles 5, 20)", items: "Items that are shared", fields: "No more than its duty needs (article 20)",
      purposes: "No use for anything else (U2, article 25)", mode: "Interface, batch or file (article 22)", legal_basis: "The user's legal basis (article 20)", scenario: "In which work, and how (article 20)", calls_per_day: "Most calls a day by interface; 0: none agreed", rows_per_delivery: "Most rows a delivery; 0: none agreed",
      grade: "Highest grade of the data; from the catalogue", redistribution: "Nothing is passed on without the owner's consent (U3, article 25)", use_from: "Use may begin", use_until: "Use ends; then the data is disposed of (U7, article 28)", retention_until: "Records of use are kept three years at least (article 29)", calendar: "Terms are counted by this calendar of working days", text_zh: "Digest of the Chinese text", text_en: "Digest of the English text", policy: "Digest of the machine-readable policy",
    },
    acts: "Acts", actsIntro: "By the contract; signed with the keys of the departments named, which never leave the browser", amend: "Amend the terms", signedBy: "Signed by", article: (article) => `article ${article}`, prepare: "Look over what you sign", words: "What you are about to sign", event: "an event under the agreement: choose it, or paste its id of 64 digits", check2: "I have checked every line above",
    sign: "Sign", signed: "Signed", saveConsent: "Download consent", addConsent: "Add consents of other departments", saveDraft: "Download draft", submit: "Submit to the chain", submitted: "Submitted", state: "On the chain", states: { recorded: "recorded", sent: "sent", mined: "mined", final: "final", failed: "failed" },
    invalid: "This consent is no signature of this very content", wrongPlace: "The draft names another chain or contract than the trust policy; it is not signed", waits: (done, all) => `${done} of ${all} consents`, openDraft: "Open another department's draft", badDraft: "This is no draft of this act", back: "Back",
  },
);
