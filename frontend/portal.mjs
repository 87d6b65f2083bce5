// Builds the portal's script: node portal.mjs [--out FOLDER]. The same sources give the same bytes, on any machine.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const flag = process.argv.indexOf("--out");
const out = flag > 0 ? resolve(process.argv[flag + 1]) : join(here, "..", "src", "dueprocess", "desk", "intake", "portal", "static", "portal");

const bundled = await build({
  absWorkingDir: here,
  entryPoints: { portal: "src/portal/main.ts" },
  outdir: "out",
  write: false,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "utf8",
  legalComments: "none", // the licences stand in the vault's THIRD-PARTY.txt, whole: the portal holds no other package
  logLevel: "warning",
});

mkdirSync(out, { recursive: true });
for (const file of bundled.outputFiles) writeFileSync(join(out, file.path.split(/[\\/]/).at(-1)), file.contents);
