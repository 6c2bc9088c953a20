import { readFileSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type Visit, click, closeBrowser, examine, leave, open, settled, shot, signIn, visit } from "./visit";

const FOLDER = mkdtempSync(join(tmpdir(), "quanze-figures-"));
afterAll(closeBrowser);

test("from home a supervisor clicks down to the event that a figure counted", async () => {
  const guest = await visit("zh", 1440);
  const { page } = guest;
  await signIn(guest, "ZFB-410000", "supervisor");
  await click(guest, "nav a[href='/figures']");
  await examine(guest, "figures");
  const row = page.locator("tr[data-row-key=K7]");
  expect(await row.innerText()).toContain("0.00 %");
  // A figure without a case has no value: it never reads as fulfilled
  expect(await page.locator("tr[data-row-key=K20]").innerText()).toContain("没有案例");
  expect(await page.locator("tr[data-row-key=K10]").innerText()).toContain("无法判定");
  await row.locator("a").first().click();
  await settled(guest);
  await examine(guest, "figure");
  expect(await page.locator("main").innerText()).toContain("理由中引明法律法规的拒绝");
  expect(await page.locator("main").innerText()).toContain("条例第 20、21 条");
  await click(guest, "tbody tr.ant-table-row a[href^='/events/']");
  await page.waitForURL("**/events/*");
  expect(await page.locator("h1").innerText()).not.toBe("");
  await leave(guest);
});

test("departments and tiers stand in a chart and in its table; a department's bar leads to its own events", async () => {
  const guest = await visit("en", 390);
  const { page } = guest;
  await signIn(guest, "ZFB-410000", "supervisor");
  await open(guest, "/figures");
  await examine(guest, "figures");
  await page.locator("tr[data-row-key=K3] a").first().click();
  await settled(guest);
  await page.waitForSelector(".bars li");
  await examine(guest, "figure");
  await page.locator(".bars li a[href*='of=']").first().click();
  await settled(guest);
  expect(new URL(page.url()).searchParams.get("of")).not.toBeNull();
  await page.locator(".section", { hasText: "Departments compared" }).getByText("Table", { exact: true }).click();
  expect(await page.locator(".section", { hasText: "Departments compared" }).locator("tbody tr.ant-table-row").count()).toBeGreaterThan(0);
  await leave(guest);
});

test("what was counted is written to a workbook and to a text table, and prints as a report", async () => {
  const guest = await visit("zh", 1440);
  const { page } = guest;
  await signIn(guest, "ZFB-410000", "supervisor");
  await open(guest, "/figures");
  const book = await downloaded(guest, "下载 XLSX", "figures.xlsx");
  // An office workbook is a zip archive that holds one part for the book
  expect(book.subarray(0, 4)).toEqual(Buffer.from([0x50, 0x4b, 3, 4]));
  expect(book.includes("xl/workbook.xml")).toBe(true);
  expect((await downloaded(guest, "下载 CSV", "figures.csv")).toString("utf8")).toContain("拒绝理由充分率");
  await page.emulateMedia({ media: "print" });
  expect(await page.locator("nav").isVisible()).toBe(false);
  expect(await page.locator("tr[data-row-key=K23]").isVisible()).toBe(true);
  await shot(guest, "figures-print");
  await leave(guest);
});

async function downloaded({ page }: Visit, name: string, file: string): Promise<Buffer> {
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name }).click();
  const path = join(FOLDER, file);
  await (await download).saveAs(path);
  return readFileSync(path);
}

test("a recorded report is counted again", async () => {
  const guest = await visit("zh", 1440);
  const { page } = guest;
  await signIn(guest, "SJJ-410000", "officer");
  await open(guest, "/figures");
  await page.getByRole("button", { name: "复算", exact: true }).first().click();
  await page.waitForSelector(".verdict-good");
  expect(await page.locator(".verdict-good").innerText()).toContain("复算一致");
  await examine(guest, "recount");
  await leave(guest);
});

describe.each([
  { language: "zh", width: 1440 },
  { language: "en", width: 390 },
] as const)("the reviews, $language, $width wide", ({ language, width }) => {
  test("findings stand with clause and evidence, and are written to a file", async () => {
    const guest = await visit(language, width);
    const { page } = guest;
    await signIn(guest, "ZFB-410000", "supervisor");
    if (width > 600) await click(guest, "nav a[href='/reviews']");
    else await open(guest, "/reviews");
    await examine(guest, "reviews");
    await page.getByRole("button", { name: language === "zh" ? "无据拒绝" : "Refused without ground" }).click();
    await settled(guest);
    await page.waitForSelector("tbody tr.ant-table-row");
    const found = await page.locator("tbody").innerText();
    expect(found).toContain(language === "zh" ? "拒绝的理由未引用法律法规" : "the refusal's reasons name no law");
    await examine(guest, "review-groundless");
    const book = await downloaded(guest, language === "zh" ? "下载 XLSX" : "Download XLSX", `review-${language}.xlsx`);
    expect(book.includes("xl/workbook.xml")).toBe(true);
    await page.locator("tbody a[href^='/events/']").last().click();
    await page.waitForURL("**/events/*");
    await leave(guest);
  });
});
