// How long a browser with an empty cache takes until the first page can be used, and how much it loads for that.
// Prints JSON: {bytes, usable_ms: […], bare_ms: […]}; bare is a page of one line from the same service.
// node scripts/first-page.mjs URL CHROMIUM ROUNDS
import { chromium } from "playwright-core";

const [url, executablePath, rounds] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });

async function opened(path, usable) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "zh-CN" });
  const page = await context.newPage();
  const protocol = await context.newCDPSession(page);
  let bytes = 0;
  protocol.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
  await protocol.send("Network.enable");
  const began = performance.now();
  await page.goto(url + path, { waitUntil: "commit" });
  await usable(page);
  const took = performance.now() - began;
  await page.waitForLoadState("networkidle");
  await context.close();
  return { took, bytes };
}

// Usable: what a visitor writes into the first field stays there
const first = () => opened("/", (page) => page.fill("input[type=password]", "1"));
const bare = () => opened("/healthz", (page) => page.waitForSelector("body"));

await first(); // the browser's own start
const found = { bytes: 0, usable_ms: [], bare_ms: [] };
for (let round = 0; round < Number(rounds); round += 1) {
  const { took, bytes } = await first();
  found.usable_ms.push(took);
  found.bytes = bytes;
  found.bare_ms.push((await bare()).took);
}
await browser.close();
console.log(JSON.stringify(found));
