/**
 * Leaves out of age-encryption what no key of ours needs: post-quantum hybrids, which `src/formats/ageheader.ts` refuses by
 * name, and hardware tags with their P-256. Of its recipients X25519 and scrypt stay; to use another one would be an error here.
 */
const UNUSED = {
  "@noble/post-quantum/hybrid.js": ["MLKEM768P256", "MLKEM768X25519"],
  "@noble/curves/nist.js": ["p256"],
  "./recipients.js": ["HybridIdentity", "HybridRecipient", "HybridTagRecipient", "TagRecipient"],
};

export const x25519 = {
  name: "x25519",
  setup(build) {
    build.onResolve({ filter: /^(@noble\/|\.\/recipients\.js$)/ }, ({ path, importer, resolveDir, namespace }) =>
      namespace === "file" && Object.hasOwn(UNUSED, path) && importer.includes("age-encryption") ? { path, namespace: "unused", pluginData: resolveDir } : undefined);
    build.onLoad({ filter: /./, namespace: "unused" }, ({ path, pluginData }) => ({
      // What a module exports itself stands before what it passes on.
      contents: [...UNUSED[path].map((name) => `export const ${name} = undefined;`), path.startsWith(".") ? `export * from "${path}";` : ""].join("\n"),
      resolveDir: pluginData,
    }));
  },
};
