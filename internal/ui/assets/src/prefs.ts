import { all } from "./dom";

// Theme, density and rail: the change is shown at once, and the form is still
// sent, so that the server renders the next page the same way.
export function prefs(): void {
  document.addEventListener("submit", (e) => {
    const form = e.target as HTMLFormElement;
    const name = form.dataset?.pref;
    const button = (e as SubmitEvent).submitter as HTMLButtonElement | null;
    if (!name || !button) return;
    e.preventDefault();
    const root = document.documentElement;
    if (button.value) root.dataset[name] = button.value;
    else delete root.dataset[name];
    all("button", form).forEach((b) => b.setAttribute("aria-pressed", String(b === button)));
    const body = new URLSearchParams();
    new FormData(form, button).forEach((v, k) => body.append(k, String(v)));
    void fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => form.submit());
  });
}
