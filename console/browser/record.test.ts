import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { DEMO, type Language, type Visit, button, closeBrowser, examine, leave, open, settled, signIn, visit } from "./visit";

const FOLDER = mkdtempSync(join(tmpdir(), "quanze-record-"));
const OWNER = "MZT-410000";
const USER = "ZWZX-410000";
const ITEM = "307001/000001";
const WORDS = {
  zh: { save: "保存草稿", look: "核对所签内容", approve: "同意", accept: "接收无误", file: "文件", next: "接下来可以" },
  en: { save: "Save draft", look: "Look over what you sign", approve: "approve", accept: "accept", file: "file", next: "What comes next" },
} as const;

afterAll(closeBrowser);

const field = (guest: Visit, name: string) => guest.page.locator(`[data-field="${name}"]`);

/** Chooses from a list by what it shows. */
async function choose(guest: Visit, name: string, text: string): Promise<void> {
  const input = field(guest, name).locator("input[role=combobox]");
  await input.click();
  await input.fill(text);
  await guest.page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option", { hasText: text }).first().click();
  await guest.page.keyboard.press("Escape");
}

async function write(guest: Visit, name: string, text: string): Promise<void> {
  await field(guest, name).locator("input, textarea").first().fill(text);
}

/** From the look before signing to the receipt; the event's id. */
async function signs(guest: Visit, shotName?: string): Promise<string> {
  await guest.page.waitForSelector(".sign-row");
  if (shotName) await examine(guest, shotName);
  await guest.page.locator(".sign-row input[type=checkbox]").check();
  await guest.page.locator(".sign-row button").first().click();
  const link = guest.page.locator(".verdict-good a[href^='/events/']").first();
  await link.waitFor();
  return (await link.getAttribute("href"))!.split("/").at(-1)!;
}

async function saved(guest: Visit, name: string, language: Language): Promise<string> {
  const download = guest.page.waitForEvent("download");
  await button(guest, WORDS[language].save).click();
  const file = join(FOLDER, `${name}.json`);
  await (await download).saveAs(file);
  return file;
}

async function opensDraft(guest: Visit, file: string, language: Language): Promise<void> {
  await open(guest, "/record");
  await guest.page.setInputFiles("main .file-field input", file);
  await guest.page.waitForURL("**/record/*");
  await settled(guest);
  await button(guest, WORDS[language].look).click();
}

describe.each([
  { language: "zh", width: 1440 },
  { language: "en", width: 390 },
] as const)("an exchange by clicking, $language, $width wide", ({ language, width }) => {
  const words = WORDS[language];
  const content = Buffer.from(`code,name\n410000,${language}\n`);
  const facts: Record<string, string> = {};

  test("the user's officer asks for data while the answer is decided; the head signs", async () => {
    const guest = await visit(language, width);
    await signIn(guest, USER, "officer");
    await open(guest, "/record");
    await guest.page.waitForSelector(".type-list");
    await examine(guest, "record");
    await guest.page.locator("main a[href='/record/request']").first().click();
    await guest.page.waitForSelector("[data-field=legal_basis]");
    await choose(guest, "item", ITEM);
    await choose(guest, "scope", "name");
    await write(guest, "legal_basis", "政务数据共享条例 第20条");
    await write(guest, "scenario", "商业推广");
    await field(guest, "share_mode").getByLabel(words.file, { exact: true }).check();
    await guest.page.waitForSelector(".verdict-bad, .verdict-open");
    expect(await guest.page.locator(".findings").innerText()).toMatch(/协议|agreement/);
    await button(guest, words.save).click();
    expect(await guest.page.locator(".field-wrong").count()).toBeGreaterThan(0);
    await examine(guest, "record-request");
    await write(guest, "scenario", "政务服务事项受理");
    await write(guest, "use_until", "2027-06-30T18:00:00");
    await write(guest, "case_type", "行政许可");
    await write(guest, "volume", "12");
    await write(guest, "drafted_by", "jb-07");
    facts["draft"] = await saved(guest, `request-${language}`, language);
    await leave(guest);

    const head = await visit(language, width);
    await signIn(head, USER, "head");
    await opensDraft(head, facts["draft"], language);
    await head.page.waitForSelector(".sign-row");
    const shown = await head.page.locator("main").innerText();
    for (const text of ["政务服务事项受理", "name", "jb-07", "2027-06-30T10:00:00.000Z", ITEM]) expect(shown).toContain(text);
    facts["request"] = await signs(head, "record-review");
    await open(head, `/events/${facts["request"]}`);
    await head.page.waitForSelector(".raw");
    expect(await head.page.locator("main").innerText()).toContain("政务服务事项受理");
    await leave(head);
  });

  test("the owner's officer answers from the request's own page; the head signs with reasons", async () => {
    const guest = await visit(language, width);
    await signIn(guest, OWNER, "officer");
    await open(guest, `/events/${facts["request"]}`);
    await guest.page.locator(`a[href="/record/reply?after=${facts["request"]}"]`).click();
    await guest.page.waitForSelector("[data-field=reasons]");
    await field(guest, "decision").getByLabel(words.approve, { exact: true }).check();
    await write(guest, "reasons", "属受理事项所必需");
    await write(guest, "drafted_by", "jb-11");
    const draft = await saved(guest, `reply-${language}`, language);
    await leave(guest);
    const head = await visit(language, width);
    await signIn(head, OWNER, "head");
    await opensDraft(head, draft, language);
    facts["reply"] = await signs(head);
    await leave(head);
  });

  test("the owner's officer delivers; the user's officer receives the same bytes", async () => {
    const guest = await visit(language, width);
    await signIn(guest, OWNER, "officer");
    await open(guest, `/record/deliver?after=${facts["reply"]}`);
    await guest.page.waitForSelector("[data-field=version]");
    await choose(guest, "agreement", "示范〔2026〕1号");
    await write(guest, "version", `9.0-${language}`);
    await field(guest, "share_mode").getByLabel(words.file, { exact: true }).check();
    await write(guest, "outlet", "outlet-1");
    const name = "资料\u202efdc.csv<img src=x onerror=alert(1)>";
    await guest.page.setInputFiles("main .file-field input", { name, mimeType: "text/csv", buffer: content });
    await guest.page.waitForSelector("p[role=status] .hash");
    expect(await guest.page.locator(".file-field .quiet").innerText()).toBe("资料‹U+202E›fdc.csv<img src=x onerror=alert(1)>");
    await write(guest, "rows", "1");
    await examine(guest, "record-deliver");
    const sent: string[] = [];
    guest.page.on("request", (request) => sent.push(request.postData() ?? ""));
    await button(guest, words.look).click();
    facts["deliver"] = await signs(guest);
    expect(sent.join("")).not.toContain("410000,");
    await guest.page.waitForSelector("text=" + words.next);
    await leave(guest);

    const user = await visit(language, width);
    await signIn(user, USER, "officer");
    await open(user, `/events/${facts["deliver"]}`);
    await user.page.locator(`a[href="/record/receipt?after=${facts["deliver"]}"]`).click();
    await user.page.waitForSelector("[data-field=result]");
    await field(user, "result").getByLabel(words.accept, { exact: true }).check();
    await user.page.setInputFiles("main .file-field input", { name: "other.csv", mimeType: "text/csv", buffer: Buffer.from("x") });
    await user.page.waitForSelector("p[role=status] .mark-bad");
    await user.page.setInputFiles("main .file-field input", { name: "same.csv", mimeType: "text/csv", buffer: content });
    await user.page.waitForSelector("p[role=status] .mark-good");
    await button(user, words.look).click();
    facts["receipt"] = await signs(user);
    await open(user, `/events/${facts["receipt"]}`);
    const given = await textOf(user, facts["deliver"]!);
    const received = await textOf(user, facts["receipt"]);
    expect((received as { payload: object }).payload).toEqual((given as { payload: object }).payload);
    expect((received as { parents: string[] }).parents).toEqual([facts["deliver"]]);
    await leave(user);
  });
});

/** What was recorded, as the service shows it; its bytes are what was signed. */
async function textOf(guest: Visit, id: string): Promise<unknown> {
  await open(guest, `/events/${id}`);
  await guest.page.waitForSelector(`.page-actions a[href="/lineage/${id}"]`);
  const raw = await guest.page.locator(".raw").innerText();
  expect(createHash("sha256").update(JSON.stringify(JSON.parse(raw))).digest("hex")).toBe(id);
  return JSON.parse(raw);
}

test("a draft that is none is refused in words", async () => {
  const guest = await visit("zh", 1440);
  await signIn(guest, USER, "officer");
  await open(guest, "/record");
  const file = join(FOLDER, "bad.json");
  writeFileSync(file, readFileSync(join(DEMO, "trust.json")));
  await guest.page.setInputFiles("main .file-field input", file);
  await guest.page.waitForSelector("text=这不是草稿文件");
  await leave(guest);
});

test.each([
  ["MZT-410000", "officer", "/events?type=request"],
  ["ZWZX-410000", "head", "/record/request"],
  ["SJJ-410000", "head", "/agreements"],
  ["SJT-410000", "auditor", `/lineage/${encodeURIComponent(ITEM)}?direction=down`],
  ["ZFB-410000", "supervisor", "/"],
])("%s's %s signs in with the key file that the demonstration names, and begins at %s", async (department, role, page) => {
  const guest = await visit("zh", 1440);
  await signIn(guest, department, role);
  await open(guest, page);
  await guest.page.waitForSelector("main h1");
  expect(await guest.page.locator("main .state-notice[role=alert]").count()).toBe(0);
  await leave(guest);
});

test("names that would run or turn the writing are shown as they are written, harmlessly", async () => {
  const guest = await visit("zh", 1440);
  const name = '"><img src=x onerror=alert(1)>\u202e\u200b厅';
  await guest.page.route("**/v1/departments", async (route) => {
    const answer = await route.fetch();
    const body = (await answer.json()) as { departments: { name_zh: string }[] };
    await route.fulfill({ json: { ...body, departments: body.departments.map((one) => ({ ...one, name_zh: name })) } });
  });
  await signIn(guest, USER, "officer");
  const shown = '"><img src=x onerror=alert(1)>‹U+202E›‹U+200B›厅';
  await expect.poll(() => guest.page.locator(".who strong").innerText()).toBe(shown);
  await open(guest, `/items/${encodeURIComponent(ITEM)}`);
  await guest.page.waitForSelector(".facts");
  expect(await guest.page.locator(".facts").first().innerText()).toContain(shown);
  expect(await guest.page.locator("main img").count()).toBe(0);
  await leave(guest);
});

describe.each([
  { language: "zh", width: 1440, check: "校验条款", write: "按条款写出文本草稿", sign: "前往签署" },
  { language: "en", width: 390, check: "Examine the terms", write: "Write texts from the terms", sign: "Go to signing" },
] as const)("an agreement is drafted, $language, $width wide", ({ language, width, check, write: fill, sign }) => {
  test("terms and texts side by side, examined by the service, then read in words before signing", async () => {
    const guest = await visit(language, width);
    await signIn(guest, USER, "head");
    await open(guest, `/agreements/new?item=${encodeURIComponent(ITEM)}`);
    await guest.page.waitForSelector("[data-field=number]");
    await button(guest, check).click();
    await guest.page.waitForSelector(".field-wrong");
    await write(guest, "number", `示范〔2026〕草${Date.now()}号`);
    await field(guest, "purposes").locator("input").fill("政务服务事项受理");
    await guest.page.keyboard.press("Enter");
    await write(guest, "legal_basis", "政务数据共享条例 第20条");
    await write(guest, "scenario", "政务服务事项受理");
    await button(guest, fill).click();
    await examine(guest, "agreement-new");
    await button(guest, check).click();
    await guest.page.waitForSelector("[role=status] .mark-good");
    await button(guest, sign).click();
    await guest.page.waitForSelector(".sign-row");
    expect(await guest.page.locator("main").innerText()).toContain("政务数据共享条例 第20条");
    await leave(guest);
  });

  test("an amendment shows what it changes; an act is looked over in words before it is signed", async () => {
    const guest = await visit(language, width);
    await signIn(guest, OWNER, "head");
    await open(guest, "/agreements");
    await guest.page.locator("tbody a[href^='/agreements/0x']", { hasText: "示范〔2026〕1号" }).first().click();
    await guest.page.waitForURL("**/agreements/0x*");
    const id = guest.page.url().split("/").at(-1)!;
    await open(guest, `/agreements/new?amend=${id}`);
    await guest.page.waitForSelector(".diff");
    await write(guest, "scenario", "另一场景");
    expect(await guest.page.locator(".diff ins").allInnerTexts()).toContain("另一场景");
    await examine(guest, "agreement-amend");
    await open(guest, `/agreements/${id}/acts/suspend`);
    await guest.page.waitForSelector("[data-field=reasonEvent]");
    await write(guest, "reasonEvent", "ab".repeat(32));
    await guest.page.locator("main button.ant-btn-primary").first().click();
    await guest.page.waitForSelector(".sign-row");
    await examine(guest, "agreement-suspend");
    await leave(guest);
  });
});
