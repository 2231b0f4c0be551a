// A passkey needs a script: the browser is asked through it alone. Where it cannot be, the form stays out of sight.
const able = globalThis.PublicKeyCredential?.parseCreationOptionsFromJSON && PublicKeyCredential.parseRequestOptionsFromJSON;
for (const form of able ? document.querySelectorAll("form[data-passkey]") : []) {
  const task = JSON.parse(form.dataset.task);
  const ask = {
    make: () => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(task) }),
    use: () => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(task) }),
  }[form.dataset.passkey];
  form.closest("[hidden]")?.removeAttribute("hidden");
  form.addEventListener("submit", async (event) => {
    if (form.answer.value) return;
    event.preventDefault();
    try {
      form.answer.value = JSON.stringify((await ask()).toJSON());
    } catch {
      return; // they chose not to: nothing happens, and nothing is sent
    }
    form.requestSubmit(event.submitter);
  });
}
