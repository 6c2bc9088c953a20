/** An auditor takes an extract and a tlog-proof, drops each, sees what it proves; a changed one is refused. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { DEMO, URL_OF_SERVICE, type Visit, closeBrowser, examine, forgive, leave, open, settled, signIn, visit } from "./visit";

const ITEM = "307001/000001";
const WORDS = {
  zh: { extract: "下载摘录", proof: "下载包含证明", missing: "无一遗漏", inLog: "该条目在日志中", failed: "核验不通过" },
  en: { extract: "Download extract", proof: "Download tlog-proof", missing: "Nothing is missing", inLog: "This entry is in the log", failed: "Failed" },
} as const;

afterAll(closeBrowser);

/** The text of what a click downloads. */
async function taken({ page }: Visit, label: string): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator("button", { hasText: label }).click()]);
  await page.waitForSelector(".download [role=status]");
  return readFileSync((await download.path())!, "utf8");
}

async function drop({ page }: Visit, name: string, text: string): Promise<void> {
  await page.setInputFiles(".drop input", { name, mimeType: "application/octet-stream", buffer: Buffer.from(text) });
  await page.locator(".verdict", { hasText: name }).waitFor();
}

describe.each([
  { language: "zh", width: 1440 },
  { language: "en", width: 390 },
] as const)("an auditor, $language, $width wide", ({ language, width }) => {
  const words = WORDS[language];

  test("verifies an extract and a tlog-proof, without a network, and a changed one is refused", async () => {
    const guest = await visit(language, width);
    const { page } = guest;
    await signIn(guest, "SJT-410000", "auditor");
    await open(guest, `/items/${encodeURIComponent(ITEM)}`);
    const extract = await taken(guest, words.extract);
    await examine(guest, "extract-download");
    await page.locator("table a[href^='/events/']").first().click();
    await page.waitForURL("**/events/*");
    await settled(guest);
    const proof = await taken(guest, words.proof);
    await examine(guest, "tlog-proof-download");
    await leave(guest);

    const stranger = await visit(language, width);
    await stranger.page.goto(new URL("/verify", URL_OF_SERVICE).href);
    await settled(stranger);
    await stranger.page.context().setOffline(true);
    await drop(stranger, "item.extract", extract);
    const { entries } = JSON.parse(extract) as { entries: unknown[] };
    expect(await stranger.page.locator(".verdict-good .verdict-title").innerText()).toContain(words.missing);
    expect(await stranger.page.locator(".steps .mark-good").count()).toBe(14);
    expect(await stranger.page.locator(".ant-table-row").count()).toBe(Math.min(entries.length, 50));
    await examine(stranger, "extract-verified");
    // A policy that pins another block leaves this one's open
    const pinned = readFileSync(join(DEMO, "trust.json"), "utf8").replace(/("blocks":\s*\{\s*")\d+/, "$11");
    await stranger.page.setInputFiles(".file-field input", { name: "trust.json", mimeType: "application/json", buffer: Buffer.from(pinned) });
    await stranger.page.waitForSelector(".verdict-open");
    expect(await stranger.page.locator(".findings").innerText()).toContain("EV-1082");

    const shorter = JSON.parse(extract) as { entries: unknown[] };
    shorter.entries.splice(1, 1);
    await drop(stranger, "shorter.extract", JSON.stringify(shorter));
    expect(await stranger.page.locator(".verdict-bad .verdict-title").innerText()).toBe(words.failed);
    expect(await stranger.page.locator(".findings").innerText()).toContain("EV-0904");
    await examine(stranger, "extract-refused");

    await drop(stranger, "event.tlog-proof", proof);
    expect(await stranger.page.locator(".verdict-good .verdict-title").innerText()).toBe(words.inLog);
    expect(await stranger.page.locator(".steps .mark-good").count()).toBe(4);
    await examine(stranger, "tlog-proof-verified");
    await drop(stranger, "changed.tlog-proof", proof.replace(/index \d+/, (index) => `${index}0`));
    await stranger.page.waitForSelector(".verdict-bad");
    await drop(stranger, "deep.json", "[".repeat(100_000));
    expect(await stranger.page.locator(".findings li").count()).toBe(1);

    await stranger.page.context().setOffline(false);
    forgive(stranger, "ERR_INTERNET_DISCONNECTED");
    await leave(stranger);
  });
});
