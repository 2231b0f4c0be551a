// Lets this browser be told: asks it for an address at its push service, and sends that with the form.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
const form = document.querySelector("form.pushform");
if (form && "serviceWorker" in navigator && "PushManager" in globalThis) {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wrong = form.querySelector(".wrong");
    try {
      await navigator.serviceWorker.register(form.dataset.worker);
      const here = await navigator.serviceWorker.ready;
      const at = await here.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(form.dataset.key) });
      const told = at.toJSON();
      form.elements.place.value = told.endpoint;
      form.elements.key.value = told.keys.p256dh;
      form.elements.secret.value = told.keys.auth;
      form.submit();
    } catch {
      wrong.hidden = false;
    }
  });
}
