// Opens pages in Chromium and says what it saw. Reads a JSON job from stdin, writes JSON to stdout.
// job: {modules, chromium, looks: [{url, width, height, scheme, axe, script, png, wholePage}]}
import {createRequire} from "node:module";
import {readFileSync} from "node:fs";

const job = JSON.parse(readFileSync(0, "utf8"));
const require = createRequire(job.modules + "/");
const puppeteer = require("puppeteer-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const browser = await puppeteer.launch({executablePath: job.chromium, args: ["--no-sandbox", "--disable-gpu"], headless: true, protocolTimeout: 600000});
const seen = [];
for (const look of job.looks) {
  const page = await browser.newPage();
  const said = [], asked = [];
  page.on("console", message => { if (["error", "warn"].includes(message.type())) said.push(message.text()); });
  page.on("pageerror", error => said.push(String(error)));
  page.on("request", request => { if (!request.url().startsWith("data:")) asked.push(request.url()); });
  if (look.off) await page.setJavaScriptEnabled(false);
  await page.setViewport({width: look.width ?? 1280, height: look.height ?? 900});
  await page.emulateMediaFeatures([{name: "prefers-color-scheme", value: look.scheme ?? "light"}]);
  const began = performance.now();
  await page.goto(look.url, {waitUntil: "load", timeout: 300000});
  const loaded = performance.now() - began;
  const got = {url: look.url, width: look.width, scheme: look.scheme, said, asked, loaded};
  got.timing = await page.evaluate(() => { const [entry] = performance.getEntriesByType("navigation"); return {dom: entry.domContentLoadedEventEnd, load: entry.loadEventEnd}; }).catch(() => null);
  got.wide = await page.evaluate(() => document.documentElement.scrollWidth).catch(() => null);
  if (look.script) got.script = await page.evaluate(look.script);
  if (look.axe) {
    await page.evaluate(axe);
    const report = await page.evaluate(tags => window.axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]}), look.axe);
    got.rules = report.passes.length;
    got.violations = report.violations.map(item => ({id: item.id, impact: item.impact, help: item.help, nodes: item.nodes.slice(0, 3).map(node => node.html.slice(0, 300) + " | " + node.failureSummary)}));
  }
  if (look.png) await page.screenshot({path: look.png, fullPage: Boolean(look.whole)});
  await page.close();
  seen.push(got);
}
await browser.close();
console.log(JSON.stringify(seen));
