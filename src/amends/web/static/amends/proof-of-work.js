// A small sum before a form is sent: a flood of programs pays more than a crowd of people. The form has data-altcha
// (the challenge) or data-altcha-from (its address) and a hidden field "altcha". If it fails, the form goes without.
const BATCH = 256; // sums between two chances for the page to move
const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (two) => parseInt(two, 16));
const hex = (list) => Array.from(list, (one) => one.toString(16).padStart(2, "0")).join("");
const rest = (time) => new Promise((done) => setTimeout(done, time));

// Both versions of the challenge as one: what to hash for a number, and how the hash begins
function read(task) {
  const p = task.parameters;
  if (!p) {
    const { algorithm, challenge, salt, maxNumber } = task;
    return {
      algorithm, cost: 1, last: maxNumber, begins: bytes(challenge),
      of: (n) => new TextEncoder().encode(salt + n),
      answer: (number) => ({ ...task, number }),
    };
  }
  const fixed = bytes(p.salt + p.nonce + "00000000");
  return {
    ...p, last: p.data?.last, begins: bytes(p.keyPrefix),
    of(n) {
      const whole = fixed.slice();
      new DataView(whole.buffer).setUint32(whole.length - 4, n);
      return whole;
    },
    answer: (counter, key) => ({ challenge: task, solution: { counter, derivedKey: hex(key.slice(0, p.keyLength)) } }),
  };
}

async function solve(task) {
  const sum = read(task);
  const hashed = async (n) => {
    let data = sum.of(n);
    for (let k = 0; k < sum.cost; k++) data = new Uint8Array(await crypto.subtle.digest(sum.algorithm, data));
    return data;
  };
  for (let n = 0; n <= (sum.last ?? 1e6); n += BATCH) {
    const found = await Promise.all(Array.from({ length: BATCH }, (_, k) => hashed(n + k)));
    const at = found.findIndex((hash) => sum.begins.every((byte, k) => hash[k] === byte));
    if (at >= 0) return btoa(JSON.stringify(sum.answer(n + at, found[at])));
    await rest();
  }
}

for (const form of document.querySelectorAll("form[data-altcha], form[data-altcha-from]")) {
  const { altcha, altchaFrom } = form.dataset;
  let work, state;
  const again = () => {
    form.altcha.value = "";
    work = state = null;
  };
  const begin = () => (work ??= (async () => {
    try {
      const given = altcha ?? (await (await fetch(altchaFrom)).text());
      form.altcha.value = (await solve(JSON.parse(given))) ?? "";
    } catch {}
    state ??= "ready";
  })());
  again();
  form.addEventListener("focusin", begin);
  form.addEventListener("submit", async (event) => {
    if (state === "ready") {
      state = "sent"; // pressing twice is pressing once
      return rest(5000).then(again);
    }
    event.preventDefault();
    if (state) return;
    state = "waiting";
    await Promise.race([begin(), rest(15000)]); // nobody waits longer
    state = "ready";
    form.requestSubmit(event.submitter);
  });
  // Back here: the proof was used.
  addEventListener("pageshow", (event) => event.persisted && again());
}
