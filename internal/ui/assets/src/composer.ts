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

// attach takes files that are pasted or dropped as if they had been chosen.
function attach(form: HTMLFormElement): void {
  const input = one<HTMLInputElement>('[type="file"]', form);
  if (!input) return;
  const take = (e: Event, list: FileList | undefined) => {
    if (!list?.length) return;
    e.preventDefault();
    const all = new DataTransfer();
    for (const f of [...(input.files ?? []), ...list]) all.items.add(f);
    input.files = all.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  form.addEventListener("paste", (e) => take(e, e.clipboardData?.files));
  form.addEventListener("dragover", (e) => {
    if (e.dataTransfer?.types.includes("Files")) e.preventDefault();
  });
  form.addEventListener("drop", (e) => take(e, e.dataTransfer?.files));
}

// composer keeps an unsent text over a reload and without a network (see draft.ts for the server) and sends with Ctrl+Enter.
export function composer(): void {
  const form = one<HTMLFormElement>("[data-composer]");
  const text = form ? one<HTMLTextAreaElement>("textarea", form) : null;
  if (!form || !text) return;
  attach(form);
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
