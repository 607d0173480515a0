import { mode } from "./composer";
import { all, one, typing } from "./dom";
import { everything, extend, move, peek, select } from "./list";
import { quick } from "./quick";

function search(): boolean {
  const box = one<HTMLInputElement>("#find") ?? one<HTMLInputElement>("#ask");
  box?.focus();
  box?.select();
  return box !== null;
}

// press uses the first control with the key that is seen or stands in a closed menu.
function press(key: string): boolean {
  const match = all("[data-key]").find((c) => c.dataset.key?.toUpperCase() === key.toUpperCase() && (c.getClientRects().length > 0 || c.closest("details.menu") !== null));
  match?.click();
  return match !== undefined;
}

let copies = 0;

// copy takes the number; pressed again the title with it, and a third time the address.
function copy(): boolean {
  const number = one("[data-copy]")?.dataset.copy;
  if (!number) return false;
  const words = [number, `${number} ${one("h1")?.textContent?.trim() ?? ""}`, `${number} ${location.origin}/${number}`];
  void navigator.clipboard?.writeText(words[copies++ % words.length]);
  return true;
}

// waiting begins a reply after which one waits for the requester.
function waiting(): boolean {
  const state = one<HTMLSelectElement>('[data-composer] [name="state"]');
  if (!state || !mode("R")) return false;
  state.value = "hold";
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

// turn presses the other button of a choice between two looks.
function turn(look: string): boolean {
  const other = one(`[data-pref="${look}"] [aria-pressed="false"]`);
  other?.click();
  return other !== null;
}

function click(selector: string): boolean {
  const c = one(selector);
  c?.click();
  return c !== null;
}

// nth leads to a saved view of the list.
function nth(n: number): boolean {
  const view = all<HTMLAnchorElement>(".tabs[aria-label='Saved views'] a[href]")[n - 1];
  view?.click();
  return view !== undefined;
}

// commands are what no control on the page does by itself.
const commands: Record<string, () => boolean> = {
  search,
  help,
  close,
  next: () => move(1),
  previous: () => move(-1),
  peek,
  select,
  everything,
  reply: () => mode("R"),
  note: () => mode("N"),
  copy,
  undo: () => click(".toasts .btn"),
  refresh: () => (location.reload(), true),
  density: () => turn("density"),
  rail: () => turn("rail"),
  panel: () => document.documentElement.classList.toggle("nopanel") || true,
  priority: () => quick("urgency"),
  team: () => quick("team"),
  assign: () => quick("assignee", true),
  edit: () => quick("", true),
  waiting,
};

// keymap is which command a key or chord stands for, as the server told.
const keymap = new Map<string, string>();

function read(): void {
  for (const line of (document.documentElement.dataset.keymap ?? "").split("\n")) {
    const at = line.indexOf("=");
    if (at > 0) keymap.set(line.slice(at + 1).toUpperCase(), line.slice(0, at));
  }
}

// help lists the keys of this page: of its controls, and of what needs none.
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
  add("Ctrl+K", "Everything by its name");
  const words: Record<string, string> = { search: "Search", next: "Next row", previous: "Previous row", peek: "Show the row beside the list", select: "Select the row", everything: "Select all rows of the page",
    reply: "Reply", note: "Internal note", copy: "Copy the number", undo: "Undo the last act", refresh: "Sort the rows anew", density: "Row height", rail: "Fold the rail", panel: "Fold the panel", priority: "Priority", team: "Team", waiting: "Reply and wait for the requester", close: "Close what is open" };
  for (const [key, name] of keymap) if (words[name]) add(key, words[name]);
  if (one(".tabs[aria-label='Saved views']")) add("V 1–9", "Saved view");
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

// typed is what a key is called. On a layout without Latin letters its place counts, so that J is where it is on others.
function typed(e: KeyboardEvent): string {
  if (e.key === " ") return "SPACE";
  if (e.key.length > 1 || e.key.codePointAt(0)! < 128) return (e.shiftKey && /^[a-z]$/i.test(e.key) ? "SHIFT+" : "") + e.key.toUpperCase();
  const place = /^(?:Key|Digit)(.)$/.exec(e.code);
  return place ? (e.shiftKey ? "SHIFT+" : "") + place[1] : e.code === "Slash" ? "/" : e.key.toUpperCase();
}

// obey does what a key or chord stands for.
function obey(keys: string): boolean {
  const name = keymap.get(keys);
  if (name && commands[name]?.()) return true;
  if (/^V [1-9]$/.test(keys)) return nth(Number(keys[2]));
  return press(keys);
}

// begins tells whether a key is the first of a chord.
const begins = (key: string): boolean => key === "V" || Array.from(keymap.keys()).some((k) => k.startsWith(key + " "));

// keys listens for single keys. They are off inside controls, with a modifier, and for everyone who switched them off.
export function keys(): void {
  if (document.documentElement.dataset.keys === "off") return;
  read();
  let first = "";
  let at = 0;
  document.addEventListener("keydown", (e) => {
    if (e.key === "Enter" && (e.ctrlKey || e.metaKey) && !e.defaultPrevented) {
      const form = (e.target as Element).closest("form");
      if (form) one('[data-key="⌃↵"]', form)?.click();
      return;
    }
    const made = e.getModifierState("AltGraph"); // on some layouts [ and others need it
    if ((!made && (e.ctrlKey || e.altKey)) || e.metaKey || e.isComposing || typing(e.target) || one("dialog[open]")) return;
    const key = typed(e);
    if (e.shiftKey && (e.key === "ArrowDown" || e.key === "ArrowUp")) {
      if (extend(e.key === "ArrowDown" ? 1 : -1)) e.preventDefault();
      return;
    }
    if (key === "ENTER" || (key.length > 1 && !keymap.has(key) && !key.startsWith("SHIFT+"))) return; // links and buttons do this themselves
    const chord = first && performance.now() - at < 1500 ? first + " " + key : "";
    first = "";
    if (chord && obey(chord)) return e.preventDefault();
    if (begins(key)) {
      first = key;
      at = performance.now();
      if (!keymap.has(key)) return e.preventDefault();
    }
    if (obey(key)) e.preventDefault();
  });
}
