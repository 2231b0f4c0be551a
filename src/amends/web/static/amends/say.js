// The key to take a message back is made here, in the author's own browser: the site sees its hash alone. It travels in
// the part of the address behind the #, which no browser sends.
const hex = (bytes) => Array.from(new Uint8Array(bytes), (one) => one.toString(16).padStart(2, "0")).join("");
for (const form of document.querySelectorAll("form.sayform")) {
  const address = form.getAttribute("action");
  (async () => {
    if (!globalThis.crypto?.subtle) return; // without HTTPS the site makes the key, and says so
    const key = crypto.getRandomValues(new Uint8Array(32));
    form.erase_hash.value = hex(await crypto.subtle.digest("SHA-256", key));
    form.setAttribute("action", `${address}#${hex(key)}`);
  })();
}
