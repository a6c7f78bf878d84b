// Parses Mermaid texts with Mermaid itself, in Chromium. Reads {modules, chromium, mermaid, texts} from stdin, writes an error or null for each.
import {createRequire} from "node:module";
import {readFileSync} from "node:fs";

const job = JSON.parse(readFileSync(0, "utf8"));
const puppeteer = createRequire(job.modules + "/")("puppeteer-core");
const browser = await puppeteer.launch({executablePath: job.chromium, args: ["--no-sandbox", "--disable-gpu"], headless: true});
const page = await browser.newPage();
await page.setContent("<!doctype html><title>x</title>");
await page.addScriptTag({path: job.mermaid});
await page.evaluate(() => window.mermaid.initialize({startOnLoad: false}));
const found = [];
for (const text of job.texts)
  found.push(await page.evaluate(async text => {
    try {
      const parsed = await window.mermaid.parse(text);
      const diagram = await window.mermaid.mermaidAPI.getDiagramFromText(text);
      const vertices = [...diagram.db.getVertices().values()], edges = diagram.db.getEdges();
      return {type: parsed.diagramType, labels: vertices.map(item => item.text), edges: edges.map(item => item.text), links: vertices.map(item => item.link ?? null), ran: Boolean(window.ran)};
    } catch (error) { return {error: String(error)}; }
  }, text));
await browser.close();
console.log(JSON.stringify(found));
