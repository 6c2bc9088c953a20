import { useTexts } from ".";
import { both } from "./both";

/** Words of the writing side; they come with its pages, not with the first one. */
export function useRecordTexts() {
  const { language } = useTexts();
  return texts[language];
}

const texts = both(
  {
    title: "记录一个事件", intro: "本部门做了什么, 由本部门的密钥签名记入日志。签名前逐项列明所签内容; 数据文件只在本浏览器内取摘要, 不上传。",
    daily: "常办事项", all: "全部事项", filter: "按名称筛选", opens: "打开草稿", draftFile: "打开草稿文件", draftHint: "由经办起草、交负责人签署的 JSON 文件",
    badDraft: "这不是草稿文件: 应为本页“保存草稿”所写的 JSON", none: "没有这样的事项", noType: (type: string) => `目录中没有事件类型 ${type}`,
    who: "签署", byKeys: (roles: string) => `须由${roles}密钥签署`, mayNot: (roles: string, own: string) => `此事须由${roles}密钥签署, 当前登录的是${own}密钥: 请填好后保存草稿, 交其登录后打开、核对并签署`,
    matter: "所涉事项", content: "内容", agreement: "共享协议", item: "目录项", parents: "所答复或所据的事件", optional: "可不填", choose: "请选择", parentsHint: "选择, 或粘贴 64 位事件编号后回车",
    noCandidates: "没有可选的事件: 请先选定目录项或协议, 或粘贴事件编号", must: (types: string) => `须先有其一: ${types}`, mayAnswer: (types: string) => `通常答复: ${types}`,
    five: "五要素", listHint: "输入一项后回车, 可输入多项", yes: "是", no: "否", more: "其他", operator: "经办人代号", operatorHint: "代号, 不写姓名; 字母、数字与 . _ -",
    occurred: "发生时间", occurredHint: "不填即签署之时", fieldsHint: "从目录登记的数据项中选, 也可自行输入", clauses: "所据条款", look: "核对所签内容", back: "返回修改", save: "保存草稿",
    wrong: {
      empty: "须填写", number: "须为非负整数", time: "须为有效时间", json: "不是 JSON", choice: "不在可选之列", parents: "须包含次序要求的事件", payload: "须选择数据文件, 或填写其加盐摘要", code: "格式不对",
    } as Record<string, string>,
    lacks: (count: number) => `还有 ${count} 处须补正`, refusedDraft: "内容不能写成事件",
    data: "数据", dataFile: "选择数据文件", dataHint: "只在本浏览器内计算加盐摘要, 不上传", alg: "摘要算法", rows: "数据条数", digest: "加盐摘要", hashing: "正在计算摘要",
    elsewhere: "摘要已在别处算好 (大文件)", salt: "盐", sameAs: "与所据事件的数据摘要一致", otherThan: "与所据事件的数据摘要不一致", saltUnknown: "所据事件的盐不可见: 算出的摘要无法与之比对",
    signs: "您将签署的内容", signsIntro: "签名覆盖下列六项; 事件编号是其余全部内容的 SHA-256, 改动一字即不相符。", fixed: "由事件编号固定的内容", eventType: "事件类型", actor: "行为部门",
    eventId: "事件编号", claimed: "发生时间 (自述)", numbering: "编号", laneSeq: (lane: number, seq: number) => `通道 ${lane} 第 ${seq} 号`, under: "签名所用", chainOf: (chain: number) => `链 ${chain}, 日志合约`,
    disclosed: "将向有权查阅者披露的字段", parentsOf: "所答复或所据", noneOf: "无", raw: "事件原文 (规范 JSON)", behalf: "受其委托", supersedes: "更正",
    check: "我已逐项核对以上内容", sign: "签名并记录", again: "重新发送已签名的同一事件",
    done: "已记录", doneAt: (index: number) => `日志第 ${index} 号`, recordedAt: "记录于", open: "打开事件", another: "再记录一个", next: "接下来可以", nextIntro: "按交换次序与条款, 本部门就此可以记录", noNext: "此事之后没有须由本部门记录的事项",
    bySelf: "您的密钥可签", preflight: "事前判定 (随填随答)", preflightHint: "判定不影响提出申请: 申请正是取得协议的第一步", preflightWait: "选定目录项、数据项、场景与共享方式后即时作答", requestPurpose: "场景即判定所用的用途",
  },
  {
    title: "Record an event", intro: "What your department did, signed with its key and entered in the log. You see item by item what you sign before you sign it; data files are hashed in this browser and never sent.",
    daily: "Daily work", all: "Everything", filter: "Filter by name", opens: "Open a draft", draftFile: "Open a draft file", draftHint: "JSON that an officer prepared and the head signs",
    badDraft: "This is no draft: it should be the JSON that “Save draft” writes here", none: "Nothing of that name", noType: (type) => `There is no event type ${type}`,
    who: "Signs", byKeys: (roles) => `signed by a key of: ${roles}`, mayNot: (roles, own) => `This is signed by a key of: ${roles}; you are signed in with a key of: ${own}. Fill it in and save the draft: its signer signs in, opens it, checks it and signs`,
    matter: "Matter", content: "Content", agreement: "Agreement", item: "Item", parents: "Answers or rests on", optional: "optional", choose: "Choose", parentsHint: "Choose, or paste an event id of 64 digits and press Enter",
    noCandidates: "Nothing to choose from: choose the item or agreement first, or paste an event id", must: (types) => `one of these must have gone before: ${types}`, mayAnswer: (types) => `usually answers: ${types}`,
    five: "one of the five fields", listHint: "type one and press Enter; there may be several", yes: "yes", no: "no", more: "More", operator: "Operator's pseudonym", operatorHint: "never a name; letters, digits and . _ -",
    occurred: "Occurred at", occurredHint: "the time of signing if left empty", fieldsHint: "from those the catalogue lists, or others", clauses: "Clauses", look: "Look over what you sign", back: "Back to the form", save: "Save draft",
    wrong: {
      empty: "is needed", number: "is a whole number, not below 0", time: "is a time", json: "is no JSON", choice: "is none of the values", parents: "must hold an event that the order asks for", payload: "needs the data file, or its salted digest", code: "is malformed",
    },
    lacks: (count) => (count === 1 ? "One thing is still to be mended" : `${count} things are still to be mended`), refusedDraft: "This cannot be written as an event",
    data: "Data", dataFile: "Choose the data file", dataHint: "its salted digest is computed in this browser; the file is not sent", alg: "Digest", rows: "Rows", digest: "Salted digest", hashing: "Computing the digest",
    elsewhere: "The digest was computed elsewhere (large files)", salt: "Salt", sameAs: "same data as the event it answers", otherThan: "other data than the event it answers", saltUnknown: "The salt of the event it answers is not visible to you: the digests cannot be compared",
    signs: "What you are about to sign", signsIntro: "Your signature covers these six; the event id is the SHA-256 of everything else, so that not one letter of it can change.", fixed: "What the event id fixes", eventType: "Event type", actor: "Department",
    eventId: "Event id", claimed: "Occurred at (claimed)", numbering: "Number", laneSeq: (lane, seq) => `lane ${lane}, number ${seq}`, under: "Signed for", chainOf: (chain) => `chain ${chain}, contract of the log`,
    disclosed: "Fields opened to those who may see them", parentsOf: "Answers or rests on", noneOf: "none", raw: "The event as it stands (canonical JSON)", behalf: "On behalf of", supersedes: "Corrects",
    check: "I have checked every line above", sign: "Sign and record", again: "Send the same signed event again",
    done: "Recorded", doneAt: (index) => `number ${index} in the log`, recordedAt: "Recorded at", open: "Open the event", another: "Record another", next: "What comes next", nextIntro: "By the order of the exchange and the clauses, your department may now record", noNext: "Nothing after this is for your department to record",
    bySelf: "your key signs", preflight: "May it be used? (answered while you type)", preflightHint: "The answer does not keep you from asking: a request is the first step to an agreement", preflightWait: "Choose item, fields, scenario and mode, and the answer appears here", requestPurpose: "the scenario is the purpose that is judged",
  },
);
