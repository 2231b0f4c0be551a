// Shows what the owner is told, and opens the desk when it is touched. It keeps nothing and asks nobody.
self.addEventListener("push", (event) => {
  let told = {};
  try { told = event.data.json(); } catch { /* a message without words still says that there is one */ }
  const show = { body: told.words ?? "", data: told.desk ?? "/desk/", tag: told.tag || undefined, renotify: Boolean(told.tag) };
  event.waitUntil(self.registration.showNotification(told.heading ?? "amends", show));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const desk = new URL(event.notification.data, self.location.origin);
  // Never another site, whatever the message says.
  if (desk.origin === self.location.origin) event.waitUntil(self.clients.openWindow(desk.href));
});
