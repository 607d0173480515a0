// The script of every page. Each works without it; it adds relative times and
// small comforts. What only an agent's pages need is in desk.ts.
import { composer } from "./composer";
import { all, one } from "./dom";
import { prefs } from "./prefs";
import { suggest } from "./suggest";
import { times } from "./times";

// Menus close when one clicks elsewhere.
function menus(): void {
  document.addEventListener("click", (e) => {
    for (const d of all<HTMLDetailsElement>("details.menu[open]")) {
      if (!d.contains(e.target as Node)) d.open = false;
    }
  });
}

// Acts that cannot be undone ask first.
function confirmations(): void {
  document.addEventListener("click", (e) => {
    const button = (e.target as Element).closest?.<HTMLElement>("[data-confirm]");
    if (button && !window.confirm(button.dataset.confirm)) e.preventDefault();
  });
}

// Who signs out leaves no page behind that opens without a network: see scan/offline.ts.
function signOut(): void {
  document.addEventListener("submit", (e) => {
    if (!(e.target as HTMLFormElement).action.endsWith("/sign-out")) return;
    void window.caches?.delete("fettle-count");
    localStorage.removeItem("fettle-recent"); // see palette.ts
    sessionStorage.clear();
  });
}

function copyButtons(): void {
  const button = one("[data-copy]");
  if (!button || !navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", () => void navigator.clipboard.writeText(button.dataset.copy ?? ""));
}

// The list of what belongs to a page; order does not matter.
[prefs, menus, confirmations, signOut, copyButtons, composer, suggest, times].forEach((part) => part());
