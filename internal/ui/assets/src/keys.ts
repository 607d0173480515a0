import { all, one, typing } from "./dom";
import { mode } from "./composer";
import { everything, move, peek, select } from "./list";

function search(): boolean {
  const box = one<HTMLInputElement>("#find") ?? one<HTMLInputElement>("#ask");
  box?.focus();
  box?.select();
  return box !== null;
}

// press clicks the first visible control on which the key is printed.
function press(key: string): boolean {
  const match = all("[data-key]").find((c) => c.dataset.key?.toUpperCase() === key && c.getClientRects().length > 0);
  match?.click();
  return match !== undefined;
}

function copy(): boolean {
  const button = one("[data-copy]");
  if (!button) return false;
  void navigator.clipboard?.writeText(button.dataset.copy ?? "");
  return true;
}

function close(): boolean {
  const open = all<HTMLDetailsElement>("details.menu[open]");
  open.forEach((d) => {
    d.open = false;
    one("summary", d)?.focus();
  });
  return open.length > 0 || press("ESCAPE");
}

const general: [string, string][] = [
  ["/", "Search"],
  ["J K", "Next or previous row"],
  ["X", "Select the row"],
  ["* A", "Select all rows of the page"],
  ["Enter", "Open the row"],
  ["Space", "Show the row beside the list"],
  ["R", "Reply"],
  ["N", "Internal note"],
  ["Esc", "Close what is open"],
];

// help lists the keys of this page, taken from the controls themselves.
function help(): boolean {
  const dialog = document.createElement("dialog");
  dialog.className = "keys";
  dialog.setAttribute("aria-label", "Keys on this page");
  const list = document.createElement("dl");
  const add = (key: string, what: string) => {
    const kbd = document.createElement("kbd");
    kbd.textContent = key;
    const dt = document.createElement("dt");
    dt.append(kbd);
    const dd = document.createElement("dd");
    dd.textContent = what;
    list.append(dt, dd);
  };
  general.forEach(([k, w]) => add(k, w));
  for (const c of all("[data-key]")) {
    const name = c.getAttribute("aria-label") ?? one("span", c)?.textContent ?? c.textContent ?? "";
    if (c.getClientRects().length > 0 && c.dataset.key !== "Escape") add(c.dataset.key ?? "", name.trim());
  }
  const title = document.createElement("h2");
  title.textContent = "Keys on this page";
  const done = document.createElement("button");
  done.className = "btn";
  done.textContent = "Close";
  done.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  dialog.append(title, list, done);
  document.body.append(dialog);
  dialog.showModal();
  return true;
}

let starred = 0; // when the star was pressed, after which A means all

const commands: Record<string, () => boolean> = {
  "/": search,
  "?": help,
  J: () => move(1),
  K: () => move(-1),
  X: select,
  "*": () => (starred = performance.now()) > 0,
  A: () => (performance.now() - starred < 1500 && everything()) || press("A"),
  Y: copy,
  R: () => mode("R") || press("R"),
  N: () => mode("N") || press("N"),
  ESCAPE: close,
};

// keys listens for single keys. They are off inside controls, with a modifier,
// and for everyone who switched them off.
export function keys(): void {
  if (document.documentElement.dataset.keys === "off") return;
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || typing(e.target) || one("dialog[open]")) return;
    const key = e.key.toUpperCase();
    if (key === "ENTER") return; // links and buttons do this themselves
    if (key === " ") {
      if (peek()) e.preventDefault();
      return;
    }
    const command = commands[key];
    if (command ? command() : key.length === 1 && press(key)) e.preventDefault();
  });
}
