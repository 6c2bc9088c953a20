import { afterAll, describe, expect, test } from "vitest";
import { type Visit, closeBrowser, examine, leave, open, settled, shot, signIn, visit } from "./visit";

const ITEM = "307001/000001";
afterAll(closeBrowser);

/** Opens a question of the list by its words. */
async function ask(guest: Visit, words: string): Promise<void> {
  await open(guest, "/questions");
  await guest.page.waitForSelector(".questions li");
  await guest.page.locator(".questions a", { hasText: words }).first().click();
  await settled(guest);
}

/** Types into the `nth` list of the form and takes the first entry that fits. */
async function choose({ page }: Visit, nth: number, words: string): Promise<void> {
  const list = page.locator(".needs .ant-select").nth(nth);
  await list.locator("input").fill(words);
  await page.locator(".ant-select-item-option-active", { hasText: words }).waitFor({ state: "attached" });
  await list.locator("input").press("Enter");
  await page.keyboard.press("Escape");
}

/** Presses the button of the form and reads what comes. */
async function answered(guest: Visit): Promise<string> {
  const { page } = guest;
  // A question that needs nothing is answered at once
  const press = page.locator(".needs button[type=submit]");
  if ((await press.count()) > 0) await press.click();
  await page.waitForSelector(".verdict, .state-notice[role=alert]");
  await settled(guest);
  return page.locator("main").innerText();
}

interface Row {
  readonly n: number;
  readonly words: string;
  /** What is chosen, by list. */
  readonly chosen: readonly string[];
  readonly said: readonly (string | RegExp)[];
}

const OWNER: readonly Row[] = [
  { n: 1, words: "归谁管", chosen: [ITEM], said: ["示范民政厅", "示范数据局", "有条件共享", "限政务服务事项受理"] },
  { n: 5, words: "谁在申请我的数据", chosen: [], said: ["示范政务服务中心", "拒绝", "本部门认为暂不宜提供"] },
  { n: 6, words: "给出去以后", chosen: ["示范〔2026〕1号"], said: ["归责规则", "责任已转移"] },
  { n: 11, words: "三方签字", chosen: ["示范〔2026〕1号"], said: ["示范民政厅", "示范政务服务中心", "示范数据局", /区块\s+\d+/] },
  { n: 13, words: "都换新版", chosen: [ITEM], said: ["示范政务服务中心", "2.1"] },
  { n: 15, words: "发现错了", chosen: ["示范〔2026〕1号"], said: ["责任按日划分", "示范民政厅"] },
  { n: 25, words: "账本本身", chosen: [], said: [/存储与所签一致\s+是/, "此答不能说明的"] },
  { n: 31, words: "争议该谁裁", chosen: ["示范〔2026〕1号"], said: ["示范数据局"] },
  { n: 32, words: "协议到期", chosen: ["示范〔2026〕1号"], said: ["示范政务服务中心", "记录保存至"] },
];

/** One of each shape: facts, records with parts, tables, and the public statement. */
const EXAMINED = new Set([1, 6, 15, 25]);

test("the owner's questions are answered in its words: who, what, how long, and whose liability", async () => {
  const guest = await visit("zh", 1440);
  await signIn(guest, "MZT-410000", "officer");
  await guest.page.locator("nav a[href='/questions']").click();
  await settled(guest);
  expect(await guest.page.locator(".questions li").count()).toBe(39);
  await examine(guest, "questions");
  for (const { n, words, chosen, said } of OWNER) {
    await ask(guest, words);
    for (const [nth, one] of chosen.entries()) await choose(guest, nth, one);
    const text = await answered(guest);
    for (const one of said) expect(text, `question ${n}`).toMatch(one instanceof RegExp ? one : new RegExp(one.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")));
    // What is shown is words, not the record's own names
    expect(await guest.page.locator(".facts dt").allInnerTexts()).not.toContain("verdict");
    await shot(guest, `question-${n}`);
    if (EXAMINED.has(n)) await examine(guest, `question-${n}`);
  }
  await leave(guest);
});

describe.each([{ language: "en", width: 390 }] as const)("on a narrow screen, $language", ({ language, width }) => {
  test("the user asks where a file came from, of an incident, and whether it answers itself", async () => {
    const guest = await visit(language, width);
    await signIn(guest, "ZWZX-410000", "officer");
    await open(guest, "/questions?who=user");
    await examine(guest, "questions");
    await ask(guest, "Where did this file come from");
    await choose(guest, 1, "Demo civil affairs");
    const origin = await answered(guest);
    expect(origin).toMatch(/first record|the same|undeclared/);
    expect(origin).toContain("Demo civil affairs");
    await examine(guest, "question-16");
    await ask(guest, "When was the incident found");
    await choose(guest, 0, "incident found");
    const incident = await answered(guest);
    expect(incident).toContain("Demo service centre");
    expect(incident).toContain("No report is on record");
    expect(incident).toMatch(/Minutes late\s+\d+/);
    await leave(guest);
  });
});

test("a question that a page answers better leads there; a wrong record is recalled from every holder", async () => {
  const guest = await visit("zh", 1440);
  const { page } = guest;
  await signIn(guest, "MZT-410000", "officer");
  await ask(guest, "这批错数据流到了哪里");
  await choose(guest, 1, "示范民政厅");
  await page.locator(".needs button[type=submit]").click();
  await page.waitForURL("**/cases/*");
  await page.waitForSelector(".verdict");
  await settled(guest);
  const text = await page.locator("main").innerText();
  expect(text).toContain("现持有者");
  expect(text).toContain("示范政务服务中心");
  await examine(guest, "recall");
  await page.locator(".ant-segmented-item", { hasText: "责任判定" }).click();
  await page.waitForSelector(".timeline li");
  expect(await page.locator(".timeline").innerText()).toMatch(/所涉条款\s+[OUM]\d/);
  await examine(guest, "case");
  await leave(guest);
});
