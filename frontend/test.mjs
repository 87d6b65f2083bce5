// Runs the tests (node test.mjs [BEGINNING]): bundles test/*.test.ts into a temporary folder and hands them to Node's own test runner.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = mkdtempSync(join(tmpdir(), "vault-tests-"));
const tests = readdirSync(join(here, "test")).filter((name) => name.endsWith(".test.ts") && name.startsWith(process.argv[2] ?? ""));
await build({
  absWorkingDir: here,
  entryPoints: tests.map((name) => join("test", name)),
  outdir: out,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  sourcemap: "inline",
  logLevel: "warning",
});
const ran = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...tests.map((name) => join(out, name.replace(/ts$/, "mjs")))], {
  stdio: "inherit",
  env: { ...process.env, VAULT_GOLDEN: process.env.VAULT_GOLDEN ?? join(here, "..", "tests", "golden", "vault") },
});
rmSync(out, { recursive: true, force: true });
process.exit(ran.status ?? 1);
