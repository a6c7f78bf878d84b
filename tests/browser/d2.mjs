// Compiles D2 texts with D2 itself. Reads {d2, texts} from stdin, writes the nodes and edges of each, or an error.
import {readFileSync, writeSync} from "node:fs";
import {pathToFileURL} from "node:url";

const job = JSON.parse(readFileSync(0, "utf8"));
const {D2} = await import(pathToFileURL(job.d2 + "/@terrastruct/d2/dist/node-esm/index.js"));
const d2 = new D2();
const found = [];
for (const text of job.texts) {
  try {
    const {graph} = await d2.compile(text);
    found.push({nodes: graph.objects.map(item => [item.id, item.attributes.label.value, item.attributes.link?.value ?? null]), edges: graph.edges.map(item => item.attributes.label.value)});
  } catch (error) { found.push({error: String(error.message ?? error)}); }
}
for (let rest = Buffer.from(JSON.stringify(found)); rest.length; ) rest = rest.subarray(writeSync(1, rest));
process.exit(0);
