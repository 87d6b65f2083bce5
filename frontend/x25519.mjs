/**
 * Leaves out of age-encryption what no key of ours needs: post-quantum hybrids, which `src/formats/ageheader.ts` refuses by
 * name, and P-256 of hardware tags. Of its recipients X25519 and scrypt stay; to use another one would be an error here.
 */
const UNUSED = { "@noble/post-quantum/hybrid.js": ["MLKEM768P256", "MLKEM768X25519"], "@noble/curves/nist.js": ["p256"] };

export const x25519 = {
  name: "x25519",
  setup(build) {
    build.onResolve({ filter: /^@noble\// }, ({ path, importer }) => (Object.hasOwn(UNUSED, path) && importer.includes("age-encryption") ? { path, namespace: "unused" } : undefined));
    build.onLoad({ filter: /./, namespace: "unused" }, ({ path }) => ({ contents: UNUSED[path].map((name) => `export const ${name} = undefined;`).join("\n") }));
  },
};
