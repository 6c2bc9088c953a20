/** What a verification can find, by stable code `EV-<step><number>`; 80 and above leave the verdict open. */
export const TEXTS = {
  "EV-0101": ["证据文件不合格式", "the evidence document is malformed"],
  "EV-0102": ["证据的版本未知", "the evidence is of an unknown version"],
  "EV-0201": ["事件不合规范或类型不在目录中", "the event is not canonical, or not one that the catalogue knows"],
  "EV-0301": ["披露的字段与事件承诺的摘要不符", "a disclosed field is not what the event committed to"],
  "EV-0401": ["日志条目不合格式", "the log entry is malformed"],
  "EV-0402": ["日志条目记录的是另一个事件", "the log entry records another event"],
  "EV-0404": ["条目不在摘录所称的流与位置", "the entry does not stand at this position of the extract's stream"],
  "EV-0501": ["签名不合格式或恢复不出公钥", "the signature is malformed, or fits no key"],
  "EV-0502": ["签名不是条目所记签名者所作", "the signature was not made by the signer that the entry names"],
  "EV-0503": ["事件不在所签的批次中", "the event's place in the signed batch is not proved"],
  "EV-0601": ["检查点不合格式, 或未由策略的日志密钥签名", "the checkpoint is malformed, or not signed by the policy's log key"],
  "EV-0602": ["检查点属于另一个日志", "the checkpoint belongs to another origin"],
  "EV-0603": ["策略所列见证方的签名不成立", "a cosignature by a witness of the policy does not hold"],
  "EV-0681": [
    "见证方不足法定数: 不能排除日志另有一份历史",
    "fewer witnesses than the policy asks for cosigned: a second history cannot be ruled out",
  ],
  "EV-0701": ["条目不在检查点的日志中", "the entry is not included in the checkpoint's log"],
  "EV-0702": ["条目的索引超出检查点", "the entry's index lies beyond the checkpoint"],
  "EV-0801": ["流条目不合格式", "the streams entry is malformed"],
  "EV-0802": ["流条目不是检查点的最后一叶", "the streams entry is not the last leaf of the checkpoint"],
  "EV-0803": ["流条目不在检查点的日志中", "the streams entry is not included in the checkpoint's log"],
  "EV-0901": ["流的个数与事件不符", "the number of streams is not the event's"],
  "EV-0902": ["条目在流中的位置未被证明", "the entry's place in a stream is not proved"],
  "EV-0903": ["流的计数与头不在流映射中", "a stream's count and head are not those of the streams map"],
  "EV-0904": [
    "摘录不是流中该区间的全部条目: 有遗漏、增添、调换或改动",
    "the extract is not all of the stream's interval: an entry is missing, added, moved or altered",
  ],
  "EV-1001": ["区块头不合格式", "the block header is malformed"],
  "EV-1002": ["区块头不是策略所钉定的区块", "the block header is not the one that the policy pins"],
  "EV-1081": ["尚无锚定: 不能证明日志未被改写", "there is no anchor yet: a rewritten log could not be told"],
  "EV-1082": [
    "区块头没有验证者印章, 策略不接受且未钉定该区块",
    "the block header is unsealed; the policy does not accept that and does not pin the block",
  ],
  "EV-1083": [
    "区块头的验证者印章无从核对: 策略未钉定该区块",
    "the block header's validator seals cannot be checked: the policy does not pin the block",
  ],
  "EV-1101": ["EventLog 的账户证明不成立", "the account proof of EventLog does not hold"],
  "EV-1102": ["EventLog 的地址上不是策略所信任的代码", "the code at EventLog's address is not the one that the policy trusts"],
  "EV-1103": ["EventLog 的存储证明不成立", "a storage proof of EventLog does not hold"],
  "EV-1104": ["该检查点未锚定", "this checkpoint is not anchored"],
  "EV-1105": ["链上锚定的根与检查点不同", "the root anchored on the chain is not the checkpoint's"],
  "EV-1106": ["链上锚定的流根与流条目不同", "the streams root anchored on the chain is not the streams entry's"],
  "EV-1107": ["锚定晚于所给区块", "the anchor is later than the block that is to prove it"],
  "EV-1201": ["Departments 的账户证明不成立", "the account proof of Departments does not hold"],
  "EV-1202": ["Departments 的地址上不是策略所信任的代码", "the code at Departments' address is not the one that the policy trusts"],
  "EV-1203": ["Departments 的存储证明不成立", "a storage proof of Departments does not hold"],
  "EV-1204": ["签名者的密钥未登记", "the signer's key is not enrolled"],
  "EV-1205": ["签名者的密钥属于另一个部门", "the signer's key belongs to another department than the event's actor"],
  "EV-1206": ["密钥的角色不得签署这类事件", "the key's role may not sign events of this type"],
  "EV-1207": ["密钥在入账时无效", "the key was not valid when the event was recorded"],
  "EV-1281": ["没有锚定, 签名者的密钥状态未被证明", "without an anchor the status of the signer's key is unproved"],
  "EV-1301": ["入账时间晚于锚定", "the recorded time is later than the anchoring"],
  "EV-1401": ["未证明摘录到达所问时间区间的一端", "it is not shown that the extract reaches an end of the interval asked for"],
  "EV-1402": ["入账时间在流中倒退", "the recorded times go back within the stream"],
} as const satisfies Record<string, readonly [string, string]>;

export type Code = keyof typeof TEXTS;
export type Kind = "failure" | "undetermined";

export interface Finding {
  readonly code: Code;
  readonly step: number;
  readonly kind: Kind;
  readonly zh: string;
  readonly en: string;
  /** What led to it, for those who look closer. */
  readonly details: Readonly<Record<string, string | number>>;
}

export function finding(code: Code, details: Record<string, string | number> = {}): Finding {
  const [zh, en] = TEXTS[code];
  const kind = Number(code.slice(5)) >= 80 ? "undetermined" : "failure";
  return { code, step: Number(code.slice(3, 5)), kind, zh, en, details };
}
