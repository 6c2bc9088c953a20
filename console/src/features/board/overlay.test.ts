import { expect, test } from "vitest";
import { type AlertView, type Wanted, overlay } from "./overlay";

function alert(id: string, changed: number, more: Partial<AlertView> = {}): AlertView {
  return {
    id, changed, rule: "stop", group: "A5", level: "red", zh: "", en: "", owner: "SJJ-410000", subject: "", evidence: [], agreement: null, item: null,
    state: "open", opened_at: "", closed_at: null, acknowledged_at: null, acknowledged_by: null, event: null, withheld: [], ...more,
  };
}

const live = (...alerts: AlertView[]): Map<string, AlertView> => new Map(alerts.map((one) => [one.id, one]));
const OPEN: Wanted = { state: "open" };

test.each<[string, AlertView[], AlertView[], Wanted, string[]]>([
  ["what is raised comes first", [alert("a", 1)], [alert("b", 2)], OPEN, ["b", "a"]],
  ["what is cleared leaves", [alert("a", 1), alert("b", 2)], [alert("a", 3, { state: "closed" })], OPEN, ["b"]],
  ["what is told twice stands once", [alert("a", 3)], [alert("a", 3)], OPEN, ["a"]],
  ["an older telling changes nothing", [alert("a", 3)], [alert("a", 2, { state: "closed" })], OPEN, ["a"]],
  ["another level stays out", [], [alert("a", 1, { level: "notice" })], { state: "open", level: "red" }, []],
  ["another owner stays out", [], [alert("a", 1)], { state: "open", owner: "MZT-410000" }, []],
  ["acknowledged leaves those that wait", [alert("a", 1)], [alert("a", 2, { acknowledged_at: "2026" })], { state: "unacknowledged" }, []],
  ["acknowledged comes to those acknowledged", [], [alert("a", 2, { acknowledged_at: "2026" })], { state: "acknowledged" }, ["a"]],
  ["cleared ones where they are wanted", [alert("a", 1)], [alert("a", 2, { state: "closed" })], { state: "closed" }, ["a"]],
])("%s", (_, listed, told, wanted, expected) => {
  expect(overlay(listed, live(...told), wanted).map(({ id }) => id)).toEqual(expected);
});
