// Builds the vault: node build.mjs [--out FOLDER]. The same sources give the same bytes, on any machine.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transformSync } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const flag = process.argv.indexOf("--out");
const out = flag > 0 ? resolve(process.argv[flag + 1]) : join(here, "..", "src", "dueprocess", "vault");
const STATIC = ["index.html", "frame.html", "vault.css", "frame.css"];

const common = {
  absWorkingDir: here,
  outdir: "out",
  write: false,
  bundle: true,
  minify: true,
  target: "es2022",
  charset: "utf8",
  legalComments: "none", // the licences stand in THIRD-PARTY.txt, whole
  sourcemap: false,
  metafile: true,
  logLevel: "warning",
};
// What few people open is a file of its own (rare.js); what it shares with the rest stands in chunk.js.
const vault = await build({ ...common, entryPoints: { vault: "src/pages/main.ts" }, format: "esm", splitting: true, chunkNames: "[name]", external: ["./lawbook.js", "./asking.js", "./talks.js"] });
// Counsel's own pages take what they need of the vault from it (lawkit.ts), and are no part of any other page.
const lawbook = await build({ ...common, entryPoints: { lawbook: "src/pages/lawbook.ts" }, format: "esm" });
// Talks with governments: few open them, and their words are sealed and opened there alone.
const talks = await build({ ...common, entryPoints: { talks: "src/pages/talks.ts" }, format: "esm" });
// What is said of a sender, in all languages of this page, is fetched with a letter of which something is known.
const asking = await build({ ...common, entryPoints: { asking: "src/pages/asking.ts" }, format: "esm" });
const frame = await build({ ...common, entryPoints: { frame: "src/frame/main.ts" }, format: "iife" });

const { outputFiles: [words] } = await build({ absWorkingDir: here, entryPoints: ["src/words/german.ts"], write: false, bundle: true, format: "esm", charset: "utf8", logLevel: "warning" });
const { GERMAN } = await import(`data:text/javascript;base64,${Buffer.from(words.contents).toString("base64")}`);

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
for (const name of STATIC) {
  const text = readFileSync(join(here, "static", name), "utf8");
  writeFileSync(join(out, name), name.endsWith(".css") ? transformSync(text, { loader: "css", minify: true, charset: "utf8", target: "es2022" }).code : text);
}
for (const file of [...vault.outputFiles, ...lawbook.outputFiles, ...talks.outputFiles, ...asking.outputFiles, ...frame.outputFiles]) writeFileSync(join(out, file.path.split(/[\\/]/).at(-1)), file.contents);
writeFileSync(join(out, "german.json"), `${JSON.stringify(GERMAN)}\n`);
writeFileSync(join(out, "THIRD-PARTY.txt"), thirdParty(Object.keys(vault.metafile.inputs)));
writeFileSync(join(out, "manifest.json"), manifest());
if (flag < 0) {
  const hash = createHash("sha256").update(readFileSync(join(out, "manifest.json"))).digest("hex");
  writeFileSync(join(here, "..", "docs", "reference", "vault-manifest.txt"), `${hash}  manifest.json\n`);
}

// SHA-256 of every other file: what `verify client` compares, and what a release publishes.
function manifest() {
  const files = readdirSync(out).filter((name) => name !== "manifest.json").sort();
  const hashes = Object.fromEntries(files.map((name) => [name, createHash("sha256").update(readFileSync(join(out, name))).digest("hex")]));
  return `${JSON.stringify({ form: "dueprocess.vault/1", files: hashes }, null, 1)}\n`;
}

function thirdParty(inputs) {
  const names = new Set(inputs.flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []));
  if (!names.size) throw new Error("no package is found in node_modules: is it a link?");
  const parts = [...names].sort().map((name) => {
    const folder = join(here, "node_modules", name);
    const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const licence = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
    if (!licence) throw new Error(`${name} ships no licence text`);
    return `${name} ${about.version} (${about.license})\n\n${readFileSync(join(folder, licence), "utf8").trim()}\n`;
  });
  return ["vault.js holds code of these packages.\n", ...parts].join(`\n${"-".repeat(80)}\n\n`);
}
