/** The trust policy (docs/formats.md §13): what the auditor trusts, kept apart from any evidence. */
import { Refused, hex, textOf, unhex } from "./bytes.ts";
import { type Json, fromPlain } from "./canonical.ts";
import { type LogKey, parseLogKey, parseWitnessKey } from "./checkpoint.ts";
import { inForm } from "./forms.ts";
import { list, members, text } from "./shape.ts";
import { domainSeparator } from "./signatures.ts";
import { rejectRepeatedNames } from "./repeated.ts";

export interface ContractTrust {
  readonly address: Uint8Array;
  readonly codeHash: Uint8Array;
}

/** `quorum` of `keys` must have cosigned a checkpoint. */
export interface WitnessTrust {
  readonly quorum: number;
  readonly keys: readonly LogKey[];
}

export interface TrustPolicy {
  readonly logKey: LogKey;
  readonly chainId: number;
  readonly genesis: string;
  /** By name; those of `eventLog` and `departments` always. */
  readonly contracts: ReadonlyMap<string, ContractTrust>;
  readonly eventLog: ContractTrust;
  readonly departments: ContractTrust;
  readonly acceptUnsealed: boolean;
  /** Hashes of blocks that the auditor obtained independently, by number. */
  readonly blocks: ReadonlyMap<bigint, Uint8Array>;
  /** Who must have cosigned; null asks for nobody. */
  readonly witnesses: WitnessTrust | null;
  /** The EIP-712 domain separator under which events are signed. */
  readonly separator: Uint8Array;
}

export const TRUST_FORMAT = "quanze/trust/v1";
const MAX_TRUST = 65_536;
const MAX_WITNESSES = 32;
const MEMBERS = ["format", "origin", "log_key", "chain_id", "genesis", "contracts", "accept_unsealed", "blocks"];

/** White space and the order of members are free, everything else is strict. */
export function parseTrust(bytes: Uint8Array): TrustPolicy {
  if (bytes.length > MAX_TRUST) throw new Refused("信任策略过大", `a trust policy has at most ${MAX_TRUST} bytes`);
  const value = members(readJson(textOf(bytes)), MEMBERS, ["witnesses"]);
  if (value.get("format") !== TRUST_FORMAT) throw new Refused("信任策略的版本未知", `the format must be ${TRUST_FORMAT}`);
  const logKey = parseLogKey(text(value.get("log_key")));
  if (logKey.name !== inForm("origin", value.get("origin"))) {
    throw new Refused("日志公钥的名称须等于日志名", "the log key's name must be the origin");
  }
  const named = members(value.get("contracts"), ["Departments", "EventLog"], ["Catalogue", "Agreements", "Accountability"]);
  const contracts = new Map([...named].map(([name, document]) => [name, contract(document)]));
  const [eventLog, departments] = [contracts.get("EventLog")!, contracts.get("Departments")!];
  const [chainId, acceptUnsealed] = [value.get("chain_id"), value.get("accept_unsealed")];
  if (typeof chainId !== "number" || chainId < 1) throw new Refused("chain_id 须为正整数", "chain_id is a positive integer");
  if (typeof acceptUnsealed !== "boolean") throw new Refused("accept_unsealed 须为真或假", "accept_unsealed is true or false");
  return {
    logKey,
    chainId,
    genesis: inForm("hash", value.get("genesis")),
    contracts,
    eventLog,
    departments,
    acceptUnsealed,
    blocks: blocks(value.get("blocks")),
    witnesses: value.has("witnesses") ? witnesses(value.get("witnesses"), logKey) : null,
    separator: domainSeparator(chainId, eventLog.address),
  };
}

function readJson(source: string): Json {
  let plain: unknown;
  try {
    plain = JSON.parse(source);
  } catch {
    throw new Refused("信任策略不是 JSON", "the trust policy is not JSON");
  }
  rejectRepeatedNames(source);
  return fromPlain(plain);
}

function contract(document: Json | undefined): ContractTrust {
  const value = members(document, ["address", "code_hash"]);
  return {
    address: unhex(inForm("address", value.get("address"))),
    codeHash: unhex(inForm("hash", value.get("code_hash"))),
  };
}

/** The signed text does not name the witness: one key under two names would count twice. */
function witnesses(document: Json | undefined, logKey: LogKey): WitnessTrust {
  const value = members(document, ["quorum", "keys"]);
  const keys = list(value.get("keys"), MAX_WITNESSES, (key) => parseWitnessKey(text(key)));
  const quorum = value.get("quorum");
  const names = new Set(keys.map(({ name }) => name));
  const publics = new Set(keys.map(({ key }) => hex(key)));
  if (names.size !== keys.length || publics.size !== keys.length || publics.has(hex(logKey.key))) {
    throw new Refused("见证方的名称与公钥不得重复, 日志不得为自己见证", "no witness twice, and a log is no witness of its own");
  }
  if (typeof quorum !== "number" || quorum < 1 || quorum > keys.length) {
    throw new Refused("见证方法定数须在 1 与见证方个数之间", "the quorum lies between 1 and the number of witnesses");
  }
  return { quorum, keys };
}

function blocks(value: Json | undefined): Map<bigint, Uint8Array> {
  if (!(value instanceof Map) || ![...value.keys()].every((number) => /^(0|[1-9][0-9]{0,15})$/.test(number))) {
    throw new Refused('blocks 须写成 {"区块号": "0x…"}', 'write blocks as {"<number>": "0x…"}');
  }
  return new Map([...value].map(([number, hash]) => [BigInt(number), unhex(inForm("hash", hash))]));
}
