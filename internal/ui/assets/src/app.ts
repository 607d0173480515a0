// The one script. Every page works without it; it adds keys, live arrivals,
// relative times and small comforts.
import { composer } from "./composer";
import { all, one } from "./dom";
import { keys } from "./keys";
import { list } from "./list";
import { live } from "./live";
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
    if ((e.target as HTMLFormElement).action.endsWith("/sign-out")) void window.caches?.delete("fettle-count");
  });
}

function copyButtons(): void {
  const button = one("[data-copy]");
  if (!button || !navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", () => void navigator.clipboard.writeText(button.dataset.copy ?? ""));
}

// The list of what belongs to a page; order does not matter.
[prefs, keys, menus, confirmations, signOut, copyButtons, list, composer, suggest, times, live].forEach((part) => part());
