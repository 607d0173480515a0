// The scanner of a page: camera, keyboard scanner and a field lead to one list, which is kept in the browser and sent when there is a
// network. The page says where: <div data-scan data-post="URL" data-known="URL" data-decoder="URL" data-place="ID"></div>; a
// <select data-scan-place> anywhere on the page chooses the place instead.
import { all, one } from "../dom";
import { Camera } from "./camera";
import { feedback, ready } from "./feedback";
import { Scan, Store } from "./store";
import { Sync } from "./sync";
import { wedge } from "./wedge";

// Known is one thing that the server expects, as data-known lists them.
interface Known {
  tag: string;
  name?: string;
  place?: string;
  placeName?: string;
}

const shown = 20;

// The island brings its own few rules, so that pages that do not scan carry none.
const rules = `
[data-scan] { display: grid; gap: var(--s4); max-width: 40rem; }
[data-scan] video { width: 100%; max-height: 45vh; object-fit: cover; background: var(--sunken); border-radius: var(--r2); }
[data-scan] > .btn { justify-self: start; }
[data-scan] [hidden] { display: none; }
[data-scan] form { display: flex; gap: var(--s3); }
[data-scan] form input { flex: 1; min-width: 0; }
[data-scan] ol { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--hair); }
[data-scan] li { display: flex; gap: var(--s4); align-items: center; padding: var(--s3) 0; border-bottom: 1px solid var(--hair); }
[data-scan] li > span { flex: 1; min-width: 0; overflow-wrap: anywhere; }
[data-scan] li small { display: block; color: var(--text-3); }
[data-scan] li[data-as="odd"] small { color: var(--warn); }
[data-scan] li[data-as="undone"] b { text-decoration: line-through; }
[data-scan] .tally { font-size: var(--fs-lg); }
`;

// tag reads the tag out of a code, for the list only; the server decides.
export function tag(code: string): string {
  const clean = code.replace(/[\x00-\x20\x7f]/g, "").replace(/^\][A-Za-z][0-9A-Za-z]/, "");
  const m = /\/a\/([^/?#]+)/i.exec(clean);
  try {
    return (m ? decodeURIComponent(m[1]) : clean).toUpperCase();
  } catch {
    return clean.toUpperCase();
  }
}

function element<K extends keyof HTMLElementTagNameMap>(name: K, props: Partial<HTMLElementTagNameMap[K]>, ...inside: (Node | string)[]) {
  const e = Object.assign(document.createElement(name), props);
  e.append(...inside);
  return e;
}

class Island {
  private readonly video = element("video", { muted: true, playsInline: true, hidden: true });
  private readonly toggle = element("button", { type: "button", className: "btn primary" }, "Open camera");
  private readonly input = element("input", { className: "input", autocomplete: "off", name: "code" });
  private readonly tally = element("p", { className: "tally" });
  private readonly status = element("p", { className: "sm mut" });
  private readonly rows = element("ol", {});
  private readonly known = new Map<string, Known>();
  private readonly camera: Camera;
  private readonly sync: Sync;
  private trouble = "";

  constructor(
    private readonly root: HTMLElement,
    private readonly store: Store,
  ) {
    this.camera = new Camera(this.video, root.dataset.decoder ?? "", (c) => void this.add(c), (w) => this.closed(w));
    this.sync = new Sync(store, root.dataset.post ?? "", (words) => {
      this.trouble = words;
      void this.draw();
    });
    this.build();
    wedge((c) => void this.add(c));
    void this.learn();
    void this.draw();
    void this.sync.now();
    root.dataset.ready = "";
  }

  private build(): void {
    this.video.setAttribute("aria-label", "Camera");
    this.input.setAttribute("aria-label", "Tag");
    this.input.placeholder = "Or type a tag";
    this.rows.setAttribute("aria-label", "Last scans");
    this.status.setAttribute("role", "status");
    this.tally.setAttribute("role", "status");
    this.toggle.addEventListener("click", () => void this.press());
    const form = element("form", {}, this.input, element("button", { className: "btn" }, "Add"));
    form.addEventListener("submit", (e) => {
      e.preventDefault();
      ready();
      if (this.input.value.trim()) void this.add(this.input.value);
      this.input.value = "";
    });
    this.root.append(this.video, this.toggle, form, this.tally, this.status, this.rows);
  }

  private async press(): Promise<void> {
    ready();
    if (this.camera.open) {
      this.camera.stop();
      return this.closed("");
    }
    this.video.hidden = false;
    this.toggle.textContent = "Close camera";
    await this.camera.start();
  }

  private closed(words: string): void {
    this.video.hidden = true;
    this.toggle.textContent = "Open camera";
    this.trouble = words;
    void this.draw();
  }

  // learn fetches what is expected, or takes what was fetched last.
  private async learn(): Promise<void> {
    let list: unknown;
    try {
      const answer = await fetch(this.root.dataset.known ?? "", { headers: { "X-Background": "1" } });
      if (answer.ok) list = await this.store.known(await answer.json());
    } catch {
      // no network: what is kept will do
    }
    list ??= await this.store.known();
    if (Array.isArray(list)) for (const k of list as Known[]) this.known.set(k.tag.toUpperCase(), k);
    void this.draw();
  }

  private place(): string {
    return one<HTMLSelectElement>("select[data-scan-place]")?.value ?? this.root.dataset.place ?? "";
  }

  // right tells whether a code is expected where it was scanned.
  private right(scan: Pick<Scan, "code" | "place">): boolean {
    const k = this.known.get(tag(scan.code));
    return k !== undefined && (!k.place || !scan.place || k.place === scan.place);
  }

  private async add(code: string): Promise<void> {
    code = code.trim();
    if (!code) return;
    const place = this.place();
    try {
      await this.store.add(code, place);
      feedback(this.right({ code, place }));
    } catch {
      this.trouble = "This scan could not be kept: the browser's storage is full or closed";
      feedback(false);
    }
    await this.draw();
    void this.sync.now();
  }

  // undo takes a scan back: what was perhaps sent is taken back by a scan that says so.
  private async undo(scan: Scan): Promise<void> {
    await this.store.mark([scan.id], "undone");
    await this.store.add("", scan.place, scan.id);
    await this.draw();
    void this.sync.now();
  }

  private async draw(): Promise<void> {
    const scans = await this.store.all();
    const real = scans.filter((s) => !s.undoes);
    const standing = new Set(real.filter((s) => s.state !== "undone").map((s) => tag(s.code)));
    const found = [...standing].filter((t) => this.known.has(t)).length;
    this.tally.textContent = this.known.size > 0 ? `${found} of ${this.known.size} seen` : `${standing.size} scanned`;
    const waiting = scans.filter((s) => s.state === "waiting").length;
    const words = this.trouble || (navigator.onLine ? "" : "No connection: scans are kept here");
    this.status.textContent = [waiting > 0 ? `${waiting} to send` : real.length > 0 ? "All sent" : "", words].filter(Boolean).join(" · ");
    this.root.dataset.waiting = String(waiting);
    this.rows.replaceChildren(...real.slice(-shown).reverse().map((s) => this.row(s)));
  }

  private row(s: Scan): HTMLElement {
    const k = this.known.get(tag(s.code));
    const words = !k ? "Not on the list" : this.right(s) ? (k.name ?? "") : `${k.name ?? ""} · belongs to ${k.placeName ?? "another place"}`;
    const state = { waiting: "to send", sent: "sent", undone: "taken back" }[s.state];
    const note = element("small", {}, [words, state].filter(Boolean).join(" · "));
    const row = element("li", {}, element("span", {}, element("b", {}, tag(s.code)), note));
    row.dataset.as = s.state === "undone" ? "undone" : this.right(s) ? "right" : "odd";
    if (s.state !== "undone") {
      const button = element("button", { type: "button", className: "btn quiet" }, "Undo");
      button.setAttribute("aria-label", "Undo " + tag(s.code));
      button.addEventListener("click", () => void this.undo(s));
      row.append(button);
    }
    return row;
  }
}

async function begin(): Promise<void> {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  for (const root of all("[data-scan]")) {
    try {
      new Island(root, await Store.open(root.dataset.post ?? ""));
    } catch {
      root.append("This browser keeps nothing for pages, so it cannot scan. Private windows often do so.");
    }
  }
}

void begin();
