import { all, one } from "./dom";

// One event stream per tab. "new" counts arrivals behind the pill and never
// moves a row; the browser reconnects by itself with the last event's id.
export function live(): void {
  const dot = one("[data-live]");
  const url = dot?.dataset.live;
  if (!dot || !url || !("EventSource" in window)) return;
  const word = one("[data-live-word]", dot);
  const show = (on: boolean) => {
    dot.classList.toggle("off", !on);
    if (word) word.textContent = on ? "Live" : "Not live";
  };
  let arrived = 0;
  const stream = new EventSource(url);
  stream.addEventListener("open", () => show(true));
  stream.addEventListener("error", () => show(false));
  stream.addEventListener("new", (e) => {
    arrived += Number((e as MessageEvent<string>).data) || 1;
    for (const pill of all("[data-new]")) {
      pill.textContent = `${arrived} new`;
      pill.hidden = false;
    }
  });
  window.addEventListener("pagehide", () => stream.close());
}
