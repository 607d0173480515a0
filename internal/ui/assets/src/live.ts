import { all, one } from "./dom";

// What the tabs of one browser tell each other.
type Word = "on" | "off" | "new" | "news";

// live counts arrivals behind the pill and never moves a row. One tab of a
// browser holds the event stream and tells the others, because a browser keeps
// few connections to a place; when that tab closes the next one takes over. The
// browser reconnects by itself with the last event's id.
export function live(): void {
  const dot = one("[data-live]");
  const url = dot?.dataset.live;
  if (!dot || !url || !("EventSource" in window)) return;
  let arrived = 0;
  const hear = (word: Word) => {
    if (word === "new" || word === "news") document.dispatchEvent(new Event("fettle-news")); // see bell.ts
    if (word === "news") return;
    if (word === "new") {
      arrived++;
      for (const pill of all("[data-new]")) {
        pill.textContent = `${arrived} new`;
        pill.hidden = false;
      }
      return;
    }
    dot.dataset.state = word;
    dot.classList.toggle("off", word === "off");
    const label = one("[data-live-word]", dot);
    if (label) label.textContent = word === "on" ? "Live" : "Not live";
  };
  const others = new BroadcastChannel("fettle-live");
  others.addEventListener("message", (e: MessageEvent<Word>) => hear(e.data));
  const tell = (word: Word) => {
    hear(word);
    if (navigator.locks) others.postMessage(word);
  };
  const hold = () =>
    new Promise<void>(() => {
      const stream = new EventSource(url);
      stream.addEventListener("open", () => tell("on"));
      stream.addEventListener("error", () => tell("off"));
      stream.addEventListener("ticket.opened", () => tell("new"));
      for (const kind of ["changed", "stepped", "messaged"]) stream.addEventListener("ticket." + kind, () => tell("news"));
      window.addEventListener("pagehide", () => stream.close());
    });
  // Without encryption a browser offers no locks; then every tab listens itself.
  void (navigator.locks ? navigator.locks.request("fettle-live", hold) : hold());
}
