import { one } from "./dom";

// mode switches the composer to reply or note and puts the cursor into it.
export function mode(key: string): boolean {
  const radio = one<HTMLInputElement>(`[data-mode="${key}"]`);
  const text = one<HTMLTextAreaElement>("[data-composer] textarea");
  if (!radio || !text) return false;
  radio.checked = true;
  text.focus();
  text.scrollIntoView({ block: "nearest" });
  return true;
}

// composer keeps an unsent text over a reload and without a network (see draft.ts for the server) and sends with Ctrl+Enter.
export function composer(): void {
  const form = one<HTMLFormElement>("[data-composer]");
  const text = form ? one<HTMLTextAreaElement>("textarea", form) : null;
  if (!form || !text) return;
  const key = "draft:" + form.action;
  const kept = sessionStorage.getItem(key);
  // What was sent to the server on leaving is there by now, or was sent from elsewhere; only a reload may be faster.
  const [visit] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const told = sessionStorage.getItem(key + ":told") && visit?.type !== "reload";
  sessionStorage.removeItem(key + ":told");
  if (told) sessionStorage.removeItem(key);
  const saved = one("[data-saved]", form);
  if (kept && !told && kept !== text.value) {
    text.value = kept;
    if (saved) saved.textContent = "Unsent text kept";
  }
  text.addEventListener("input", () => sessionStorage.setItem(key, text.value));
  form.addEventListener("submit", () => sessionStorage.removeItem(key));
  text.addEventListener("keydown", (e) => {
    if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) {
      e.preventDefault();
      form.requestSubmit();
    }
  });
}
