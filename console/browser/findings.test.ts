/** An auditor files findings from what it looks at; where the service refuses, it says why. */
import { afterAll, describe, expect, test } from "vitest";
import { type Visit, button, click, closeBrowser, examine, forgive, leave, open, settled, signIn, visit } from "./visit";

const AUDITOR = "SJT-410000";
const ITEM = encodeURIComponent("307001/000001");
const OUTSIDE = "307001/000009";
const WORDS = { zh: { finding: "记录审计发现", high: "高", table: "表" }, en: { finding: "Record a finding", high: "high", table: "Table" } } as const;

afterAll(closeBrowser);

/** Fills in the finding, looks it over and signs; what was filled in by the link stays. */
async function files(guest: Visit, high: string): Promise<void> {
  const { page } = guest;
  await page.waitForSelector("[data-field=scope]");
  for (const [name, text] of [["scope", "2026 年第四季度数据共享专项审计"], ["due", "2027-01-31T18:00:00"], ["description", "签收的摘要与提供的不同, 平台须说明传输过程"]] as const)
    await page.locator(`[data-field=${name}]`).locator("input, textarea").first().fill(text);
  await page.locator("[data-field=severity]").getByLabel(high, { exact: true }).check();
  await page.locator("main form button[type=submit]").click();
  await page.waitForSelector(".sign-row");
  await page.locator(".sign-row input[type=checkbox]").check();
  await page.locator(".sign-row button").first().click();
}

const link = ({ page }: Visit, words: string) => page.locator("main a", { hasText: words });

describe.each([
  { language: "zh", width: 1440 },
  { language: "en", width: 390 },
] as const)("$language, $width wide", ({ language, width }) => {
  const words = WORDS[language];

  test("from a case a finding is filed that cites the case's own events", async () => {
    const guest = await visit(language, width);
    const { page } = guest;
    await signIn(guest, AUDITOR, "auditor");
    await open(guest, "/events?type=deliver");
    await page.locator("tbody tr.ant-table-row a[href^='/events/']").first().click();
    await page.waitForURL("**/events/*");
    const id = page.url().split("/").at(-1)!;
    await page.locator(`a[href="/cases/${id}"]`).click();
    await page.waitForSelector(".verdict");
    await examine(guest, "finding-case");
    await link(guest, words.finding).click();
    await page.waitForURL("**/record/finding?*");
    await settled(guest);
    expect(new URL(page.url()).searchParams.getAll("after")).toContain(id);
    expect(await page.locator("[data-field=parents] .ant-select-selection-item").count()).toBe(new URL(page.url()).searchParams.getAll("after").length);
    await examine(guest, "finding");
    await files(guest, words.high);
    const filed = page.locator(".verdict-good a[href^='/events/']").first();
    await filed.click();
    await page.waitForURL("**/events/*");
    await page.waitForSelector(".raw");
    expect((JSON.parse(await page.locator(".raw").innerText()) as { parents: string[] }).parents).toContain(id);
    await leave(guest);
  });

  test("a lineage's unlawful edge leads to a finding with its two events filled in", async () => {
    const guest = await visit(language, width);
    const { page } = guest;
    await signIn(guest, AUDITOR, "auditor");
    await open(guest, `/lineage/${ITEM}?direction=down`);
    await page.getByRole("tab", { name: words.table }).click();
    await page.locator("tr.row-bad a", { hasText: words.finding }).first().click();
    await page.waitForURL("**/record/finding?*");
    expect(new URL(page.url()).searchParams.getAll("after").length).toBe(2);
    await leave(guest);
  });
});

test("a row of a review leads to a finding that rests on the row's own event, and is filed", async () => {
  const guest = await visit("zh", 1440);
  const { page } = guest;
  await signIn(guest, AUDITOR, "auditor");
  await click(guest, "nav a[href='/reviews']");
  await button(guest, "无据拒绝").click();
  await settled(guest);
  const row = page.locator("tbody tr.ant-table-row").first();
  const evidence = (await row.locator("a[href^='/events/']").last().getAttribute("href"))!.split("/").at(-1)!;
  await row.locator("a", { hasText: WORDS.zh.finding }).click();
  await page.waitForURL("**/record/finding?*");
  await settled(guest);
  expect(new URL(page.url()).searchParams.getAll("after")).toEqual([evidence]);
  expect(new URL(page.url()).searchParams.get("item")).toBe("307001/000002");
  await files(guest, WORDS.zh.high);
  await page.locator(".verdict-good a[href^='/events/']").first().waitFor();
  await leave(guest);
});

test("about what lies outside the accreditation there is no form, and the page says why", async () => {
  const bureau = await visit("zh", 1440);
  await signIn(bureau, "SJJ-410000", "officer");
  await open(bureau, "/events?type=accreditation.grant");
  const outside = (await bureau.page.locator("tbody a[href^='/events/']").first().getAttribute("href"))!.split("/").at(-1)!;
  await leave(bureau);
  const guest = await visit("zh", 1440);
  await signIn(guest, AUDITOR, "auditor");
  await open(guest, `/record/finding?after=${outside}`);
  expect(await guest.page.locator("main .state-notice[role=alert]").innerText()).toContain("没有该事件, 或无权查阅");
  expect(await guest.page.locator("main form").count()).toBe(0);
  await examine(guest, "finding-outside");
  forgive(guest, "404");
  await leave(guest);
});

test("about an item that nobody registered the service refuses, and the page says why", async () => {
  const guest = await visit("zh", 1440);
  const { page } = guest;
  await signIn(guest, AUDITOR, "auditor");
  await open(guest, "/events?type=deliver");
  const id = (await page.locator("tbody tr.ant-table-row a[href^='/events/']").first().getAttribute("href"))!.split("/").at(-1)!;
  await open(guest, `/record/finding?${new URLSearchParams({ item: OUTSIDE })}`);
  await page.locator("[data-field=parents] input[role=combobox]").fill(id);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await files(guest, WORDS.zh.high);
  await page.locator("main .state-notice[role=alert]").waitFor();
  expect(await page.locator("main .state-notice[role=alert]").innerText()).toContain(`目录中没有 ${OUTSIDE}`);
  forgive(guest, "404");
  await leave(guest);
});
