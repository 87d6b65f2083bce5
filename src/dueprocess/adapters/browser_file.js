"use strict";
(() => {
  const at = (id) => document.getElementById(id);
  const texts = JSON.parse(at("texts").textContent);
  const utf8 = (text) => new TextEncoder().encode(text);
  const text = (bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  const hex = (bytes) => [...new Uint8Array(bytes)].map((one) => one.toString(16).padStart(2, "0")).join("");
  const unbase64 = (said) => Uint8Array.from(atob(said), (one) => one.charCodeAt(0));
  const made = (name, words, more = {}) => Object.assign(document.createElement(name), { textContent: words }, more);
  const SHOWN = 65536;
  const say = (words, problem = true) => {
    at("said").textContent = words;
    at("said").className = problem ? "problem" : "";
  };

  const open = async (words) => {
    const head = at("head").textContent;
    const { form, iterations, nonce, salt } = JSON.parse(head);
    if (form !== "dueprocess.browser/1") throw new Error("form");
    const typed = (words.toLowerCase().match(/[a-z]+/g) ?? []).join("-");
    const base = await crypto.subtle.importKey("raw", utf8(typed), "PBKDF2", false, ["deriveKey"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt: unbase64(salt), iterations };
    const key = await crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
    const sealed = unbase64(at("sealed").textContent);
    const plain = { name: "AES-GCM", iv: unbase64(nonce), additionalData: utf8(head), tagLength: 128 };
    return new Uint8Array(await crypto.subtle.decrypt(plain, key, sealed));
  };

  /** The files, each held against the hash that stands beside it. */
  const filesOf = async (bytes) => {
    const long = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
    const { files } = JSON.parse(text(bytes.subarray(4, 4 + long)));
    let from = 4 + long;
    const found = [];
    for (const { name, size, hash } of files) {
      const content = bytes.subarray(from, from + size);
      from += size;
      if (content.length !== size || hex(await crypto.subtle.digest("SHA-256", content)) !== hash) throw new Error("hash");
      found.push({ name, content, hash });
    }
    if (from !== bytes.length) throw new Error("length");
    return found;
  };

  /** Members of a ustar archive, as the provider's extraction host packs them; an extended header (pax) names the one that follows. */
  const inside = (tar) => {
    const found = [];
    let long = "";
    for (let from = 0; from + 512 <= tar.length && tar[from]; ) {
      const field = (start, size) => text(tar.subarray(from + start, from + start + size)).split("\0")[0];
      const size = parseInt(field(124, 12), 8) || 0;
      const content = tar.subarray(from + 512, from + 512 + size);
      const type = field(156, 1);
      if (type === "x") long = /^\d+ path=(.*)$/m.exec(text(content))?.[1] ?? "";
      else if (type === "0" || type === "") {
        const prefix = field(345, 155);
        found.push({ name: long || (prefix ? `${prefix}/` : "") + field(0, 100), content });
        long = "";
      }
      from += 512 + Math.ceil(size / 512) * 512;
    }
    return found;
  };

  const save = (name, content) => {
    const url = URL.createObjectURL(new Blob([content], { type: "application/octet-stream" }));
    made("a", "", { href: url, download: name.replaceAll("/", "_") }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
  };

  /** A file: its name, saving it, and what it says where it is a short text. */
  const view = (name, content, hash, level) => {
    const box = document.createElement("section");
    const button = made("button", texts.save, { type: "button" });
    button.addEventListener("click", () => save(name, content));
    box.append(made(level, name, { dir: "auto" }), button);
    if (hash) box.append(made("p", `SHA-256 ${hash}`, { className: "hash" }));
    // Names and bytes of what stands in a part are the person's: an archive among them is one more file.
    if (level === "h2" && name.endsWith(".tar")) for (const one of inside(content)) box.append(view(one.name, one.content, "", "h3"));
    else if (content.length <= SHOWN) {
      try {
        box.append(made("pre", text(content), { dir: "auto", tabIndex: 0 }));
      } catch {
        box.append(made("p", texts.binary));
      }
    }
    return box;
  };

  at("ask").addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!globalThis.crypto?.subtle) return say(texts.old);
    say(texts.working, false);
    let bytes;
    try {
      bytes = await open(at("words").value);
    } catch {
      return say(texts.wrong);
    }
    try {
      const files = await filesOf(bytes);
      const first = files.filter((one) => one.name === "certificate.txt");
      at("opened").replaceChildren(...[...first, ...files.filter((one) => !first.includes(one))].map((one) => view(one.name, one.content, one.hash, "h2")));
    } catch {
      return say(texts.damaged);
    }
    at("ask").hidden = true;
    at("words").value = "";
    at("opened").hidden = false;
    say(texts.open, false);
  });
})();
