// Checks a receipt in the reader's own browser, with nothing but what the browser brings (WebCrypto): the words against
// the entry, the entry against the root, the root against the signature. A receipt is c2sp.org/tlog-proof@v1.
const HEADER = "c2sp.org/tlog-proof@v1";
const utf8 = new TextEncoder();
const bytes = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
const unhex = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (two) => parseInt(two, 16));
const tohex = (list) => Array.from(list, (one) => one.toString(16).padStart(2, "0")).join("");
const joined = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
const sha256 = async (data) => new Uint8Array(await crypto.subtle.digest("SHA-256", data));
const node = (left, right) => sha256(joined([1], left, right));
const must = (holds, why) => {
  if (!holds) throw new Error(why);
};

// JSON as RFC 8785 writes it; what is committed to holds texts and whole numbers
const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical)}]`;
  if (!value || typeof value !== "object") return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`)}}`;
};

function read(text) {
  const [head, ...rest] = text.split("\n\n");
  const lines = head.split("\n");
  must(lines.shift() === HEADER && rest.length === 2, "form");
  const extra = lines[0]?.startsWith("extra ") ? JSON.parse(new TextDecoder().decode(bytes(lines.shift().slice(6)))) : {};
  const index = /^index (0|[1-9][0-9]{0,15})$/.exec(lines.shift());
  must(index, "form");
  const signed = `${rest[0]}\n`;
  const [origin, size, root] = signed.split("\n");
  must(/^(0|[1-9][0-9]{0,15})$/.test(size), "form");
  return {
    extra, index: +index[1], hashes: lines.map(bytes), signed, origin, size: +size, root: bytes(root),
    signatures: rest[1].trimEnd().split("\n"),
  };
}

// RFC 9162, 2.1.3.2
async function leads(leaf, { index, size, hashes, root }) {
  let at = index, last = size - 1, reached = leaf;
  if (at > last) return false;
  for (const hash of hashes) {
    if (!last || hash.length !== 32) return false;
    if (at % 2 || at === last) {
      reached = await node(hash, reached);
      while (at && at % 2 === 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else reached = await node(reached, hash);
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return !last && tohex(reached) === tohex(root);
}

async function isSigned({ signed, origin, signatures }, key) {
  const [, name, id, material] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(key) ?? [];
  if (!name || name !== origin) return false;
  const own = await crypto.subtle.importKey("raw", bytes(material).slice(1), "Ed25519", false, ["verify"]);
  for (const line of signatures) {
    const [dash, whose, value] = line.split(" ");
    const raw = bytes(value);
    if (dash === "—" && whose === name && tohex(raw.slice(0, 4)) === id)
      return crypto.subtle.verify("Ed25519", own, raw.slice(4), utf8.encode(signed));
  }
  return false;
}

async function opens({ body, salt, content }) {
  const key = await crypto.subtle.importKey("raw", unhex(salt), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const found = new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8.encode(canonical(content))));
  return tohex(found) === JSON.parse(body).commit;
}

// Throws an error that says in a word what does not hold
export async function check(text, key) {
  const receipt = read(text);
  const { extra } = receipt;
  must(typeof extra.body === "string", "form");
  const leaf = await sha256(joined([0], utf8.encode(extra.body)));
  must(await leads(leaf, receipt), "root");
  must(await isSigned(receipt, key), "signature");
  must(!("content" in extra) || (await opens(extra)), "words");
  return { ...receipt, leaf };
}

// Whether the line still stands where it stood, in the tree that is signed today: true, false, or undefined where the
// site gave no answer, which is proof of nothing
async function standsToday({ index, leaf }, key) {
  let today;
  try {
    const answer = await fetch(`/ledger/entries/${index}/proof`, { cache: "no-store" });
    if (answer.status === 404) return false;
    if (!answer.ok) return undefined;
    today = read(await answer.text());
  } catch {
    return undefined;
  }
  return today.index === index && (await leads(leaf, today)) && isSigned(today, key);
}

async function tell(place, text) {
  const says = place.querySelector("[data-said]");
  const { key, right, wrong, gone, alone, unable } = { ...place.dataset, ...says.dataset };
  const began = performance.now();
  try {
    const found = await check(text, key);
    place.dataset.took = performance.now() - began;
    const stands = await standsToday(found, key);
    says.textContent = stands === undefined ? alone : stands ? right : (gone ?? wrong);
  } catch (error) {
    const cannot = !globalThis.crypto?.subtle || error.name === "NotSupportedError";
    says.textContent = cannot ? unable : wrong;
  }
}

for (const place of document.querySelectorAll("[data-receipt]")) {
  const answer = await fetch(place.dataset.receipt).catch(() => undefined);
  if (answer?.ok) await tell(place, await answer.text());
}
for (const place of document.querySelectorAll("[data-check]")) {
  const input = place.querySelector("input[type=file]");
  input.addEventListener("change", async () => input.files[0] && tell(place, await input.files[0].text()));
}
