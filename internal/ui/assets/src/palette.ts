// The palette: everything that can be done on this page, and every page,
// record, person and setting, by typing a part of its name.
import { all, one } from "./dom";

// An Entry is one line. Without run it leads to href.
interface Entry {
  group: string;
  label: string;
  note?: string;
  key?: string;
  href?: string;
  run?: () => void;
}

const most = 50; // lines shown
const pause = 120; // milliseconds without a key before the server is asked
const kept = "fettle-places"; // the pages, asked for once a tab and visitor
const recent = "fettle-recent";

// plain makes a text comparable: without accents and capitals.
const plain = (s: string): string => s.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

// rank says how well words fit a label, -1 for not at all: each must begin one of its words, or at least stand in it.
function rank(words: string[], e: Entry): number {
  const label = plain(e.label);
  const starts = label.split(/[^\p{L}\p{N}]+/u);
  let sum = 0;
  for (const w of words) {
    if (starts.some((s) => s.startsWith(w))) sum += 3;
    else if (label.includes(w)) sum += 2;
    else if (plain(e.note ?? "").includes(w)) sum += 1;
    else return -1;
  }
  return sum + (words.length > 0 && label.startsWith(words[0]) ? 1 : 0);
}

// name is what a control says.
function name(c: HTMLElement): string {
  const own = c.getAttribute("aria-label");
  if (own) return own.trim();
  const copy = c.cloneNode(true) as HTMLElement;
  all("kbd, svg, .n", copy).forEach((x) => x.remove());
  return (copy.textContent ?? "").replace(/\s+/g, " ").trim();
}

// offered reports whether a control is an act of its own: it is seen or stands in a closed menu, and does not only send what a form asks.
function offered(c: HTMLElement): boolean {
  if (c.closest("[data-row], table, dialog, [hidden], .pref, .tabs, .chips") || (c as HTMLButtonElement).disabled) return false;
  const form = c.tagName === "BUTTON" ? c.closest("form") : null;
  if (form && one("input:not([type=hidden]), select", form) && !one("textarea", form)) return false;
  return c.getClientRects().length > 0 || c.closest("details.menu") !== null;
}

function use(c: HTMLElement): void {
  const menu = c.tagName === "SUMMARY" ? (c.parentElement as HTMLDetailsElement) : null;
  if (!menu) return c.click();
  menu.open = true;
  c.focus();
  c.scrollIntoView({ block: "nearest" });
}

// acts are those of this page: only legal ones stand on it.
function acts(): Entry[] {
  const seen = new Set<string>();
  const out: Entry[] = [];
  for (const c of all("main button:not([type=reset]), main a.btn, main summary.btn, header .bell, .toasts .btn")) {
    const label = name(c);
    if (label === "" || seen.has(label) || !offered(c)) continue;
    seen.add(label);
    out.push({ group: "On this page", label, key: c.dataset.key, run: () => use(c) });
  }
  return out;
}

// visited remembers the records that were looked at, newest first.
function visited(): Entry[] {
  let list: Entry[] = [];
  try {
    list = JSON.parse(localStorage.getItem(recent) ?? "[]") as Entry[];
  } catch {
    // somebody else's data
  }
  const number = one("main [data-copy]")?.dataset.copy;
  if (number) {
    const here = { group: "Recent", label: document.title.replace(/ · Fettle$/, ""), href: "/" + number };
    list = [here, ...list.filter((e) => e.href !== here.href)].slice(0, 8);
    localStorage.setItem(recent, JSON.stringify(list));
  }
  return list.filter((e) => e.href !== location.pathname);
}

async function ask(q: string, signal?: AbortSignal): Promise<Entry[]> {
  const answer = await fetch("/palette" + (q ? "?q=" + encodeURIComponent(q) : ""), { signal, headers: { "X-Background": "1" } });
  if (!answer.ok || !answer.headers.get("Content-Type")?.includes("json")) return [];
  return (await answer.json()) as Entry[];
}

// places are the pages, from this tab's memory where it has them.
async function places(): Promise<Entry[]> {
  const known = sessionStorage.getItem(kept);
  if (known) return JSON.parse(known) as Entry[];
  const list = await ask("");
  sessionStorage.setItem(kept, JSON.stringify(list));
  return list;
}

class Palette {
  private dialog = document.createElement("dialog");
  private input = document.createElement("input");
  private list = document.createElement("div");
  private own: Entry[] = []; // what needs no server
  private found: Entry[] = [];
  private shown: Entry[] = [];
  private at = 0;
  private timer = 0;
  private running: AbortController | null = null;

  constructor() {
    this.dialog.className = "palette";
    this.dialog.setAttribute("aria-label", "Command palette");
    this.list.id = "palette-list";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "What can be done");
    Object.assign(this.input, { type: "text", autocomplete: "off", spellcheck: false, placeholder: "An act, a page, a number, a name", dir: "auto" });
    for (const [k, v] of Object.entries({ role: "combobox", "aria-expanded": "true", "aria-controls": this.list.id, "aria-autocomplete": "list", "aria-label": "What do you want to do?" })) {
      this.input.setAttribute(k, v);
    }
    this.dialog.append(this.input, this.list);
    this.input.addEventListener("input", () => this.typed());
    this.dialog.addEventListener("keydown", (e) => this.key(e));
    this.dialog.addEventListener("click", (e) => {
      if (e.target === this.dialog) this.dialog.close();
      const row = (e.target as Element).closest<HTMLElement>("[role=option]");
      if (row) this.run(Number(row.dataset.at));
    });
    document.body.append(this.dialog);
  }

  open(): void {
    if (this.dialog.open) return this.dialog.close();
    this.own = [...acts(), ...visited()];
    this.found = [];
    this.input.value = "";
    this.draw();
    this.dialog.showModal();
    this.input.focus();
    void places().then((more) => {
      this.own = [...this.own, ...more];
      this.draw();
    });
  }

  private typed(): void {
    window.clearTimeout(this.timer);
    this.running?.abort();
    this.found = [];
    this.at = 0;
    this.draw();
    const q = this.input.value.trim();
    if (q.length < 2) return;
    this.timer = window.setTimeout(() => {
      this.running = new AbortController();
      ask(q, this.running.signal).then(
        (list) => {
          this.found = list;
          this.draw();
        },
        () => undefined, // no answer, nothing found
      );
    }, pause);
  }

  private draw(): void {
    const words = plain(this.input.value).split(/\s+/).filter(Boolean);
    const fit = this.own.map((e, i) => ({ e, i, n: rank(words, e) })).filter((x) => x.n >= 0);
    fit.sort((a, b) => b.n - a.n || a.i - b.i);
    const groups = new Map<string, Entry[]>(); // in the order of their best line
    for (const e of [...fit.map((x) => x.e), ...this.found].slice(0, most)) {
      groups.set(e.group, [...(groups.get(e.group) ?? []), e]);
    }
    this.shown = Array.from(groups.values()).flat();
    this.list.replaceChildren(...Array.from(groups, ([group, list], g) => this.group(group, list, g)));
    if (this.shown.length === 0) {
      const none = document.createElement("p");
      none.className = "none";
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", "true");
      none.textContent = "Nothing is called that.";
      this.list.append(none);
    }
    this.mark(Math.min(this.at, Math.max(this.shown.length - 1, 0)));
  }

  private group(title: string, list: Entry[], g: number): HTMLElement {
    const box = document.createElement("div");
    box.setAttribute("role", "group");
    const head = document.createElement("div");
    head.className = "grp";
    head.id = `palette-group-${g}`;
    head.textContent = title;
    box.setAttribute("aria-labelledby", head.id);
    box.append(head, ...list.map((e) => this.line(e)));
    return box;
  }

  private line(e: Entry): HTMLElement {
    const row = document.createElement("div");
    const i = this.shown.indexOf(e);
    row.id = `palette-${i}`;
    row.dataset.at = String(i);
    row.setAttribute("role", "option");
    const label = document.createElement("span");
    label.dir = "auto";
    label.textContent = e.label;
    row.append(label);
    if (e.note) {
      const note = document.createElement("span");
      note.className = "note";
      note.textContent = e.note;
      row.append(note);
    }
    if (e.key) {
      const key = document.createElement("kbd");
      key.textContent = e.key;
      row.append(key);
    }
    return row;
  }

  private mark(at: number): void {
    this.at = at;
    for (const row of all("[role=option]", this.list)) {
      const on = row.dataset.at === String(at);
      row.setAttribute("aria-selected", String(on));
      if (on) row.scrollIntoView({ block: "nearest" });
    }
    if (this.shown.length > 0) this.input.setAttribute("aria-activedescendant", `palette-${at}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  private key(e: KeyboardEvent): void {
    const n = this.shown.length;
    if (e.isComposing) return;
    const moves: Record<string, number> = { ArrowDown: this.at + 1, ArrowUp: this.at - 1, PageDown: this.at + 8, PageUp: this.at - 8 };
    if (e.key === "Enter") {
      e.preventDefault();
      this.run(this.at);
    } else if (e.key in moves && n > 0) {
      e.preventDefault();
      const to = moves[e.key];
      const turn = e.key.startsWith("Arrow");
      this.mark(turn ? (to + n) % n : Math.min(Math.max(to, 0), n - 1));
    }
  }

  private run(at: number): void {
    const e = this.shown[at];
    if (!e) return;
    this.dialog.close();
    if (e.run) e.run();
    else if (e.href) location.assign(e.href);
  }
}

// palette opens with Ctrl+K, also inside a control, unless keys are switched off.
export function palette(): void {
  visited();
  if (document.documentElement.dataset.keys === "off") return;
  let made: Palette | null = null;
  document.addEventListener("keydown", (e) => {
    const k = e.key.toLowerCase() === "k" || (e.code === "KeyK" && !/^[a-z]$/i.test(e.key));
    if (!k || !(e.ctrlKey || e.metaKey) || e.altKey || e.shiftKey) return;
    e.preventDefault();
    made ??= new Palette();
    made.open();
  });
}
