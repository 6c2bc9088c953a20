import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { DEMO, URL_OF_SERVICE, type Visit, click, closeBrowser, forgive, leave, open, settled, shot, signIn, visit } from "./visit";

const FOLDER = mkdtempSync(join(tmpdir(), "quanze-console-"));
afterAll(closeBrowser);

test("three clicks from home trace an item", async () => {
  const guest = await visit("zh", 1440);
  await signIn(guest, "MZT-410000", "officer");
  let clicks = await click(guest, ".page-actions a[href='/items']");
  clicks += await click(guest, "tbody a[href^='/items/']");
  clicks += await click(guest, ".page-actions a[href^='/lineage/']");
  await guest.page.waitForSelector(".react-flow__node");
  expect(clicks).toBeLessThanOrEqual(3);
  await leave(guest);
});

test("two clicks from home show why an exchange went wrong", async () => {
  const guest = await visit("zh", 1440);
  await signIn(guest, "MZT-410000", "officer");
  await settled(guest);
  let clicks = await click(guest, ".alerts li:has-text('签收的摘要') a[href^='/events/']");
  clicks += await click(guest, ".page-actions a[href^='/cases/']");
  expect(await guest.page.locator(".verdict").innerText()).toContain("平台传出的与传入的不是同一份");
  expect(clicks).toBeLessThanOrEqual(3);
  await leave(guest);
});

test("a file is verified without a network, against a policy of one's own", async () => {
  const guest = await visit("zh", 1440);
  await guest.page.goto(URL_OF_SERVICE);
  await click(guest, "main a[href='/verify']");
  await guest.page.context().setOffline(true);
  await guest.page.waitForSelector(".offline");
  await guest.page.setInputFiles(".file-field input", join(DEMO, "trust.json"));
  await guest.page.setInputFiles(".drop input", join(DEMO, "evidence.json"));
  await guest.page.waitForSelector(".verdict-good");
  expect(await guest.page.locator(".steps .mark-good").count()).toBe(13);
  await shot(guest, "verify-offline");
  await guest.page.context().setOffline(false);
  // The console asks whether the service is really gone, and again until it is back; the browser tells of that as an error
  forgive(guest, "ERR_INTERNET_DISCONNECTED");
  await leave(guest);
});

test("a question is answered while it is typed, and what would change the answer is said", async () => {
  const guest = await visit("en", 1440);
  await signIn(guest, "ZWZX-410000", "officer");
  await open(guest, `/ask?item=${encodeURIComponent("307001/000001")}`);
  await guest.page.fill("#purpose", "another purpose");
  await guest.page.waitForSelector(".verdict-bad");
  expect(await guest.page.locator(".findings").innerText()).toContain("amend the agreement");
  await guest.page.fill("#purpose", "政务服务事项受理");
  await guest.page.fill("#case", "case-1");
  await guest.page.waitForSelector(".verdict-good");
  await shot(guest, "ask-permitted");
  await leave(guest);
});

test("three departments sign terms in words, and the agreement comes into force", async () => {
  const terms = join(FOLDER, "terms.json");
  const consents: string[] = [];
  let number = "";
  for (const department of ["MZT-410000", "ZWZX-410000", "SJJ-410000"]) {
    const guest = await visit("zh", 1440);
    if (consents.length === 0) number = await writeTerms(guest, terms);
    await signIn(guest, department, "head");
    await click(guest, "nav a[href='/agreements']");
    await click(guest, ".page-actions button");
    await guest.page.setInputFiles("main .file-field input >> nth=0", terms);
    await guest.page.waitForSelector(".sign-row");
    expect(await guest.page.locator("main").innerText()).toContain("政务数据共享条例 第20条");
    await guest.page.locator(".sign-row input[type=checkbox]").check();
    await guest.page.locator(".sign-row button").first().click();
    const download = guest.page.waitForEvent("download");
    await guest.page.locator(".sign-row button").nth(1).click();
    consents.push(join(FOLDER, `consent-${department}.json`));
    await (await download).saveAs(consents.at(-1)!);
    if (consents.length === 3) {
      await guest.page.setInputFiles("main .file-field input >> nth=-1", consents);
      await shot(guest, "signing");
      await guest.page.locator("button", { hasText: "提交订立" }).click();
      await guest.page.waitForSelector("p[role=status] .mark-good");
      await expect.poll(() => listed(guest, number), { timeout: 60_000 }).toBe(true);
    }
    await leave(guest);
  }
});

/** New terms from those of an agreement that stands: another number, all else the same. */
async function writeTerms(guest: Visit, file: string): Promise<string> {
  // Home asks for the agreements too when a row of its work names one, and they are kept
  const answered = guest.page.waitForResponse((response) => /\/v1\/agreements$/.test(response.url()) && response.status() === 200);
  await signIn(guest, "MZT-410000", "head");
  await open(guest, "/agreements");
  const { agreements } = (await (await answered).json()) as { agreements: { terms: object }[] };
  const number = `示范〔2026〕${Date.now()}号`;
  writeFileSync(file, JSON.stringify({ ...agreements[0]!.terms, number }));
  return number;
}

async function listed(guest: Visit, number: string): Promise<boolean> {
  await open(guest, "/agreements");
  await guest.page.evaluate(() => dispatchEvent(new Event("visibilitychange")));
  const found = await guest.page.locator("tbody", { hasText: number }).count();
  if (found === 0) await open(guest, "/health");
  return found > 0;
}

test("a changed digest is refused by the reader of texts; a stranger's consent is no consent", async () => {
  const guest = await visit("zh", 1440);
  await signIn(guest, "SJT-410000", "head");
  await open(guest, "/agreements/sign");
  await guest.page.setInputFiles("main .file-field input >> nth=0", join(FOLDER, "terms.json"));
  await guest.page.waitForSelector(".ant-alert");
  expect(await guest.page.locator(".sign-row").count()).toBe(0);
  const consent = JSON.parse(readFileSync(join(FOLDER, "consent-MZT-410000.json"), "utf8")) as { signer: string };
  writeFileSync(join(FOLDER, "false.json"), JSON.stringify({ ...consent, signer: `0x${"11".repeat(20)}` }));
  await guest.page.setInputFiles("main .file-field input >> nth=-1", join(FOLDER, "false.json"));
  await guest.page.waitForSelector(".ant-alert-error");
  await leave(guest);
});

test("names of files are shown, never run; the token is in no storage", async () => {
  const guest = await visit("zh", 1440);
  await signIn(guest, "MZT-410000", "officer");
  await open(guest, "/verify");
  const name = '<img src=x onerror="alert(1)">.json';
  await guest.page.setInputFiles(".drop input", { name, mimeType: "application/json", buffer: readFileSync(join(DEMO, "evidence.json")) });
  await guest.page.waitForSelector(".verdict-good");
  expect(await guest.page.locator(".verdict strong").innerText()).toBe(name);
  expect(await guest.page.evaluate(() => [Object.keys(localStorage), Object.keys(sessionStorage), document.cookie])).toEqual([["quanze.language"], [], ""]);
  await leave(guest);
});

test("a wrong passphrase and a file that is no key are said plainly", async () => {
  const guest = await visit("en", 1440);
  await guest.page.goto(URL_OF_SERVICE);
  await guest.page.setInputFiles("form.panel input[type=file]", join(DEMO, "departments", "MZT-410000", "head.json"));
  await guest.page.fill("input[type=password]", "wrong");
  await guest.page.click("form.panel button[type=submit]");
  await guest.page.waitForSelector("text=The passphrase is wrong");
  await guest.page.setInputFiles("form.panel input[type=file]", join(DEMO, "trust.json"));
  await guest.page.click("form.panel button[type=submit]");
  await guest.page.waitForSelector("text=This is no keystore V3 file");
  await leave(guest);
});

test("a lineage of 5,000 events stays usable", async () => {
  const guest = await visit("zh", 1440);
  await signIn(guest, "SJT-410000", "auditor");
  await guest.page.route("**/v1/lineage/**", async (route) => route.fulfill({ json: large(5000) }));
  await open(guest, `/lineage/${"0".repeat(64)}?direction=down`);
  await guest.page.waitForSelector(".react-flow__node");
  expect(await guest.page.locator(".react-flow__node").count()).toBeLessThan(1000);
  await guest.page.locator(".react-flow__node").first().click();
  await guest.page.waitForSelector(".graph-detail dl");
  await leave(guest);
});

function large(count: number): object {
  const id = (at: number): string => at.toString(16).padStart(64, "0");
  const at = "2026-11-22T05:13:45.000Z";
  const event = (index: number): object => ({ id: id(index), index, type: "derive", actor: "MZT-410000", signer: `0x${"11".repeat(20)}`, occurred_at: at, recorded_at: at, anchored_at: at, proof: "anchored" });
  const parent = (index: number): number => Math.floor((index - 1) / 3);
  return {
    verdict: { zh: "5000", en: "5000" }, ref: id(0), direction: "down", depth: 8, as_of: at, complete_to: count, truncated: false, gaps: [], withheld: [],
    calendar: { version: "x", digest: "x", last_year: 2026 },
    proof: { weakest: "anchored", anchored: count, waiting: 0, missing: 0, failed: 0 },
    nodes: Array.from({ length: count }, (_, index) => ({ event: event(index), level: Math.ceil(Math.log(2 * index + 3) / Math.log(3)) - 1, item: null, agreement: null, payload: null, rows: null })),
    edges: Array.from({ length: count - 1 }, (_, k) => ({ parent: id(parent(k + 1)), child: id(k + 1), level: 1, type: "derive", actor: "MZT-410000", agreement: null, same: null, basis: "own", proof: "anchored", zh: "同一部门内", en: "within one department" })),
  };
}
