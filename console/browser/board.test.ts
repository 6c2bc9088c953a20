/** The live parts: what waits, alerts as they arise, their acknowledgement, three-sided reconciliation. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { DEMO, URL_OF_SERVICE, click, closeBrowser, examine, forgive, leave, settled, signIn, visit } from "./visit";

afterAll(closeBrowser);

/** Records one event as the department's gateway or officer would from its own machine; its id. */
function record(department: string, role: string, body: string): string {
  const folder = join(DEMO, "departments", department);
  const program = `
import sys
from pathlib import Path
from ledger.cli.client import Client
from ledger.keys import open_signer
from ledger.model import format_time
from ledger.recording.pen import Draft
from ledger.wiring import clock
url, department, keystore, passphrase = sys.argv[1:]
client = Client(url)
signer = open_signer(f"file:{keystore}", passphrase_file=Path(passphrase))
client.sign_in(signer)
def agreement(mode):
    return next(one["id"] for one in client.agreements() if one["terms"]["mode"] == mode)
draft = ${body}
print(client.record(client.pen(department, signer), draft).event_id)
`;
  const python = process.env["PYTHON"] ?? "python3";
  return execFileSync(python, ["-c", program, URL_OF_SERVICE, department, join(folder, `${role}.json`), join(folder, "passphrase")], { encoding: "utf8" }).trim();
}

const CALL_OUTSIDE = (purpose: string): string => `Draft("call", format_time(clock()), {
  "service": "division-by-code", "called_fields": ["code"], "count": 1, "case_ref": "SF-2026-09999", "purpose": "${purpose}",
  "message_id": "board", "success": True}, agreement=agreement("api"), item="307001/000001")`;

describe.each([
  { language: "zh", width: 1440, role: "officer" },
  { language: "en", width: 390, role: "head" },
] as const)("$language, $width wide", ({ language, width, role }) => {
  test("what waits, the board and the reconciliation open without a complaint, fit the screen and are accessible", async () => {
    const guest = await visit(language, width);
    await signIn(guest, "SJJ-410000", role);
    await guest.page.waitForSelector("tr.row-bad");
    await examine(guest, "home-work");
    await click(guest, ".tile-choice >> nth=1");
    await guest.page.waitForSelector("[aria-pressed=true] >> text=/超期|overdue/");
    await click(guest, ".page-actions a[href='/board']");
    await guest.page.waitForSelector(".alert-row");
    await guest.page.waitForSelector(".section-head .mark-good");
    await examine(guest, "board");
    await click(guest, ".alert-row:has-text('示范〔2026〕1号') a[href^='/agreements/']");
    await click(guest, ".page-actions a[href^='/reconciliation']");
    await guest.page.waitForSelector(".pair-mismatch");
    await examine(guest, "reconciliation");
    expect(await guest.page.locator(".pair-mismatch").first().innerText()).toMatch(/平台 示范数据局|Platform Demo data bureau/);
    expect(await guest.page.locator("main").innerText()).not.toMatch(/\b(mismatch|orphan|paired|strong|SJJ-410000)\b/);
    await leave(guest);
  });
});

test("three clicks from home show why an exchange went wrong, and what each side recorded of it", async () => {
  const guest = await visit("zh", 1440);
  await signIn(guest, "MZT-410000", "officer");
  await settled(guest);
  let clicks = await click(guest, "nav a[href='/board']");
  clicks += await click(guest, ".alert-row:has-text('传输中摘要改变') a[href^='/cases/']");
  expect(await guest.page.locator(".verdict").innerText()).toContain("平台传出的与传入的不是同一份");
  clicks += await click(guest, ".page-actions a[href^='/reconciliation']");
  await guest.page.waitForSelector(".pair-mismatch");
  expect(clicks).toBeLessThanOrEqual(3);
  await leave(guest);
});

test("a supervisor, to whom the events themselves are closed, sees in two clicks how the sides differ", async () => {
  const guest = await visit("en", 1440);
  await signIn(guest, "ZFB-410000", "supervisor");
  await settled(guest);
  await click(guest, "nav a[href='/board']");
  await click(guest, ".alert-row:has-text('changed in transit') a[href^='/reconciliation']");
  await guest.page.waitForSelector(".pair-mismatch");
  await leave(guest);
});

test("an alert arrives while the board is open, is acknowledged by a signature in the browser, and stays so", async () => {
  const guest = await visit("zh", 1440);
  const { page } = guest;
  await signIn(guest, "ZWZX-410000", "officer");
  await click(guest, "nav a[href='/board']");
  await page.waitForSelector(".section-head .mark-good");
  const purpose = `商业推广 ${Date.now()}`;
  expect(await page.locator(".alert-row", { hasText: purpose }).count()).toBe(0);
  record("ZWZX-410000", "gateway", CALL_OUTSIDE(purpose));
  const row = page.locator(".alert-row", { hasText: purpose });
  await row.getByText("新", { exact: true }).waitFor();
  await row.getByRole("button", { name: "签收", exact: true }).click();
  await row.getByLabel("已采取的措施").fill("已停止该用途的调用, 并责成整改");
  await examine(guest, "acknowledging");
  await row.getByRole("button", { name: "签名并签收" }).click();
  await row.locator(".mark-good", { hasText: "已签收" }).waitFor();
  await page.reload();
  await signIn(guest, "ZWZX-410000", "officer");
  await click(guest, "nav a[href='/board']");
  await page.locator(".alert-row", { hasText: purpose }).locator(".mark-good", { hasText: "已签收" }).waitFor();
  await page.locator(".alert-row", { hasText: purpose }).locator(".alert-state a[href^='/events/']").click();
  await page.waitForURL("**/events/*");
  await page.getByText("已停止该用途的调用, 并责成整改").first().waitFor();
  await leave(guest);
});

test("a broken line is said, and what happened meanwhile comes when it is back, from where it broke", async () => {
  const guest = await visit("zh", 1440);
  const { page } = guest;
  let broken = false;
  const asked: string[] = [];
  await page.route("**/v1/alerts/stream*", (route) => {
    const url = new URL(route.request().url());
    asked.push(url.search);
    if (broken) return route.abort();
    // the service ends the line by itself after so long
    url.searchParams.set("seconds", "4");
    return route.continue({ url: url.href });
  });
  await signIn(guest, "ZWZX-410000", "officer");
  await click(guest, "nav a[href='/board']");
  await page.waitForSelector(".section-head .mark-good");
  broken = true;
  await page.waitForSelector(".section-head .mark-bad");
  const purpose = `断线期间 ${Date.now()}`;
  record("ZWZX-410000", "gateway", CALL_OUTSIDE(purpose));
  broken = false;
  await page.locator(".alert-row", { hasText: purpose }).getByText("新", { exact: true }).waitFor();
  await page.waitForSelector(".section-head .mark-good");
  expect(asked.at(-1)).toMatch(/after=\d+/);
  forgive(guest, "net::ERR_FAILED");
  await leave(guest);
});
