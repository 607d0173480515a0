import { all, one } from "./dom";

// bell says how many notifications are unread, once a page is there and when something happens.
export function bell(): void {
  const link = one<HTMLAnchorElement>("[data-bell]");
  if (!link) return;
  const look = async () => {
    const answer = await fetch(link.pathname + "/unread", { headers: { "X-Background": "1" } });
    if (!answer.ok) return;
    const n = ((await answer.json()) as { unread: number }).unread;
    const dot = one<HTMLElement>(".dotn", link);
    if (dot) dot.hidden = n === 0;
    const words = n === 0 ? "Notifications" : `Notifications, ${n > 99 ? "99+" : n} unread`;
    link.setAttribute("aria-label", words);
    link.title = words;
  };
  const soon = () => void look().catch(() => undefined);
  soon();
  let timer = 0;
  document.addEventListener("fettle-news", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(soon, 1000); // who is told is written a moment after the event
  });
  // Who opens what they were told has read it.
  for (const a of all<HTMLAnchorElement>("[data-read]")) {
    a.addEventListener("click", () => navigator.sendBeacon(link.pathname + "/read", new URLSearchParams({ ids: a.dataset.read ?? "" })));
  }
}
