import { one } from "./dom";

const pause = 3_000; // milliseconds from the first change to the saving

// draft keeps on the server what is written in the composer and not sent yet.
export function draft(): void {
  const form = one<HTMLFormElement>("[data-composer][data-draft]");
  const url = form?.dataset.draft;
  const text = form ? one<HTMLTextAreaElement>("textarea", form) : null;
  if (!form || !url || !text) return;
  const note = one("[data-saved]", form);
  const chosen = ["body", "mode", "minutes", "state"];
  const now = () => new URLSearchParams(Array.from(new FormData(form)).flatMap(([k, v]) => (chosen.includes(k) && typeof v === "string" ? [[k, v]] : [])));
  const strange = text.value !== text.defaultValue || text.ariaInvalid === "true"; // from the browser, or refused: the server does not have it
  let kept = strange ? "" : now().toString(); // as the server has it
  let timer = 0;
  let running: AbortController | null = null;
  let sent = false;
  let trouble = false; // the last saving failed
  const changed = () => !sent && now().toString() !== kept;
  const say = (words: string) => {
    if (note) note.textContent = words;
  };
  const save = async () => {
    timer = 0;
    if (!changed() || running) return;
    const body = now();
    running = new AbortController();
    try {
      const answer = await fetch(url, { method: "POST", headers: { "X-Background": "1" }, body, signal: running.signal });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      kept = body.toString();
      trouble = false;
      if (!changed()) sessionStorage.removeItem("draft:" + form.action); // the server has all of it
      say(body.get("body") ? "Draft saved" : "");
    } catch {
      trouble = true;
      if (!sent) say("Draft not saved yet");
    }
    running = null;
    if (changed()) later();
  };
  const later = () => {
    if (timer === 0 && changed()) timer = window.setTimeout(() => void save(), pause);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", () => {
    sent = true;
    window.clearTimeout(timer);
    running?.abort();
  });
  window.addEventListener("pageshow", () => {
    sent = false;
    later();
  });
  window.addEventListener("pagehide", () => {
    if (changed() && navigator.sendBeacon(url, now()) && !trouble && navigator.onLine) sessionStorage.setItem("draft:" + form.action + ":told", "1");
  });
  later(); // what the browser kept while there was no network
}
