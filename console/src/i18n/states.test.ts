/** Every state that the service can give has its words, in both languages: none is shown raw. */
import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import * as board from "./board";
import { common } from "./common";
import { shell } from "./shell";
import { accountability } from "./work";

const PROGRAM = `
import json
from ledger.event_types import KeyRole
from ledger.questions.pairing import PairState
from ledger.policy.alert_rules import Level
from ledger.policy.attribution import Outcome, Confidence
from ledger.policy.attribution_rules import ATTRIBUTION_RULES
from ledger.policy.duties import State
from ledger.policy.facts import STATES
from ledger.duties.work_list import DUE_TODAY
print(json.dumps({
    "states": [*State, *STATES, DUE_TODAY, "offered", "signed", "withdrawn"],
    "pairs": list(PairState), "levels": list(Level), "outcomes": [*Outcome, "not-a-delivery"],
    "confidences": list(Confidence), "roles": list(KeyRole), "parties": sorted({row.party for row in ATTRIBUTION_RULES.values()}),
}))
`;

interface Given {
  readonly states: string[];
  readonly pairs: string[];
  readonly levels: string[];
  readonly outcomes: string[];
  readonly confidences: string[];
  readonly roles: string[];
  readonly parties: string[];
}

const given = JSON.parse(execFileSync(process.env["PYTHON"] ?? "python3", ["-c", PROGRAM], { cwd: "..", encoding: "utf8" })) as Given;

test.each(["zh", "en"] as const)("%s", (language) => {
  const words: [string[], Record<string, string>][] = [
    [given.states, common[language].states],
    [given.pairs, board.reconciliation[language].states],
    [given.levels, common[language].levels],
    [given.outcomes, accountability[language].outcomes],
    [given.confidences, accountability[language].confidences],
    [given.roles, shell[language].roles],
    [given.parties, common[language].parties],
  ];
  const lacking = words.flatMap(([names, of]) => names.filter((name) => !of[name]));
  expect(lacking).toEqual([]);
});
