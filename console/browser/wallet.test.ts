/** Signing by a wallet: sign-in, an event, an act on the chain; and each way in which a wallet does not sign. */
import { afterAll, describe, expect, test } from "vitest";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { type Language, type Visit, closeBrowser, examine, forgive, leave, open, settled, shot, visit } from "./visit";
import { type Mood, accountOf, carryWallet, signInByWallet } from "./wallet";

const OWNER = accountOf("MZT-410000", "head");
const USER = accountOf("ZWZX-410000", "officer");
const NUMBER = "示范〔2026〕2号";

afterAll(closeBrowser);

async function enters(language: Language, width: number, account: typeof OWNER): Promise<{ guest: Visit; wallet: Mood }> {
  const guest = await visit(language, width);
  const wallet = await carryWallet(guest, account);
  await signInByWallet(guest);
  await guest.page.waitForSelector(".who");
  return { guest, wallet };
}

const signs = async ({ page }: Visit): Promise<void> => page.locator(".sign-row button").first().click();
const fault = ({ page }: Visit) => page.locator("main .ant-alert-error");

/** To the look before signing a report of use. */
async function writes(guest: Visit): Promise<void> {
  const { page } = guest;
  await open(guest, "/record/use.report");
  await page.waitForSelector("[data-field=scenario]");
  await page.locator("[data-field=agreement] input").fill("示范〔2026〕1号");
  await page.locator(".ant-select-item-option-active", { hasText: "示范〔2026〕1号" }).waitFor();
  await page.keyboard.press("Enter");
  for (const [name, text] of [["scenario", "政务服务事项受理"], ["process", "窗口核对"], ["outcome", "免交材料 3 件"], ["storage", "专网内加密存放"], ["period", "2026-11"]] as const)
    await page.locator(`[data-field=${name}]`).locator("input, textarea").first().fill(text);
  await page.locator("main form button[type=submit], main button.ant-btn-primary").first().click();
  await page.waitForSelector(".sign-row");
  await page.locator(".sign-row input[type=checkbox]").check();
}

describe.each([
  { language: "zh", width: 1440, refused: "持有人在钱包中拒绝了签名", other: "不是登录时的账户" },
  { language: "en", width: 390, refused: "The holder refused in the wallet", other: "is not on the account" },
] as const)("an event, $language, $width wide", ({ language, width, refused, other }) => {
  test("refused, then asked on another account, then signed: nothing is lost, and the event names who signed", async () => {
    const { guest, wallet } = await enters(language, width, USER);
    const { page } = guest;
    await writes(guest);
    const shown = await page.locator("main").innerText();
    const sent: string[] = [];
    page.on("request", (request) => request.url().endsWith("/v1/events") && request.method() === "POST" && sent.push(request.url()));
    wallet.refuses = true;
    await signs(guest);
    await fault(guest).getByText(refused).waitFor();
    await examine(guest, "wallet-refused");
    wallet.refuses = false;
    wallet.account = OWNER;
    const before = wallet.asked.filter((method) => method === "eth_signTypedData_v4").length;
    await signs(guest);
    await fault(guest).getByText(other).waitFor();
    expect(await fault(guest).innerText()).toContain(USER.address.toLowerCase());
    // The other account was not even asked
    expect(wallet.asked.filter((method) => method === "eth_signTypedData_v4").length).toBe(before);
    expect(sent).toEqual([]);
    expect(await page.locator("main").innerText()).toContain(shown.slice(0, 400));
    wallet.account = USER;
    wallet.lowV = true;
    await signs(guest);
    const link = page.locator(".verdict-good a[href^='/events/']").first();
    await link.waitFor();
    await link.click();
    await page.waitForURL("**/events/*");
    await page.waitForSelector(`main code[title="${USER.address.toLowerCase()}"]`);
    await leave(guest);
  });
});

test("a signature of another key is not sent, whoever the wallet says it is of", async () => {
  const { guest, wallet } = await enters("zh", 1440, USER);
  await writes(guest);
  wallet.careless = true;
  const own = wallet.account;
  wallet.account = { ...OWNER, address: own.address };
  await signs(guest);
  await fault(guest).getByText("不是登录时的账户").waitFor();
  await leave(guest);
});

test("an agreement is suspended on the chain and resumed, each by one signature of the wallet", async () => {
  const { guest } = await enters("zh", 1440, OWNER);
  const { page } = guest;
  for (const [act, state] of [["suspend", "已暂停"], ["resume", "有效"]] as const) {
    await open(guest, "/agreements");
    await page.locator("tbody a[href^='/agreements/0x']", { hasText: NUMBER }).first().click();
    await page.waitForURL("**/agreements/0x*");
    await page.getByRole("tab", { name: "办理" }).click();
    await page.locator(`.act-list a[href$='/acts/${act}']`).click();
    await page.waitForSelector("[data-field=reasonEvent]");
    // No act stands without the event that gives its reason
    await page.locator("main button.ant-btn-primary").first().click();
    await page.waitForSelector("[data-field=reasonEvent] .field-wrong, .field-wrong[data-field=reasonEvent]");
    await page.locator("#reasonEvent").fill("ab".repeat(32));
    await page.locator("main button.ant-btn-primary").first().click();
    await page.waitForSelector(".sign-row");
    expect(await page.locator("main").innerText()).toContain(NUMBER);
    expect(await page.locator("main pre.raw").first().textContent()).toContain('"verifyingContract": "0x');
    await page.locator(".sign-row input[type=checkbox]").check();
    await signs(guest);
    await page.locator("main button", { hasText: "提交上链" }).click();
    await page.locator("[role=status] .mark-good").waitFor();
    await shot(guest, `wallet-${act}`);
    await page.locator(".page-head a[href^='/agreements/0x']").click();
    await page.locator(".page-actions .mark", { hasText: state }).waitFor();
    await shot(guest, `wallet-${act}ed`);
  }
  await leave(guest);
});

test.each([
  ["a holder who refuses to connect or to sign", (wallet: Mood): void => void (wallet.refuses = true), /拒绝了签名/],
  ["a key that nobody registered", (wallet: Mood): void => void (wallet.account = privateKeyToAccount(generatePrivateKey())), /密钥|登记/],
] as const)("%s does not sign in, and is told why", async (_, turn, said) => {
  const guest = await visit("zh", 1440);
  turn(await carryWallet(guest, OWNER));
  await signInByWallet(guest);
  await guest.page.waitForSelector(".ant-alert-error");
  expect(await guest.page.locator(".ant-alert-error").innerText()).toMatch(said);
  await settled(guest);
  forgive(guest, "401", "403");
  await leave(guest);
});
