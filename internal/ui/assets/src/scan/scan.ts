// The scanner of a page: camera, keyboard scanner and a field lead to one list, which is kept in the browser and sent when there is a
// network. The page says where: <div data-scan data-post="URL" data-known="URL" data-decoder="URL" data-offline="URL">, the last being that of
// the worker that keeps the page itself, around a form with the fields code and place, which works by itself where there is no script. What has data-scan-live is drawn again from the server after scans were sent.
import { all, one } from "../dom";
import { Camera } from "./camera";
import { feedback, ready } from "./feedback";
import { Scan, Store } from "./store";
import { Sync } from "./sync";
import { wedge } from "./wedge";

// Known is one thing that the server expects, as data-known lists them.
interface Known {
  tag: string;
  serial?: string; // which may be scanned instead
  name?: string;
  place?: string;
  place_name?: string;
  seen?: boolean; // by whoever counts as well
}

const shown = 8;
const quiet = { headers: { "X-Background": "1" } }; // nobody acts by it, so it keeps no session alive
const settle = 1500; // milliseconds of quiet before the page is drawn again

// The island brings its own few rules, so that pages that do not scan carry none.
const rules = `
:is([data-scan], [data-collect]) { display: grid; gap: var(--s4); max-width: 40rem;
& video { width: 100%; max-height: 45vh; object-fit: cover; background: var(--sunken); border-radius: var(--r2); }
& > .btn { justify-self: start; }
& [hidden] { display: none; } }
[data-scan] { scroll-margin-block-start: 60px;
& ol { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--hair); }
& li { display: flex; gap: var(--s4); align-items: center; padding: var(--s3) 0; border-bottom: 1px solid var(--hair); }
& li > span { flex: 1; min-width: 0; overflow-wrap: anywhere; }
& li small { display: block; color: var(--text-3); }
& li[data-as="odd"] small, & .tally[data-as="odd"] { color: var(--warn); }
& li[data-as="undone"] b { text-decoration: line-through; }
& .tally { font-size: var(--fs-lg); } }
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
  private readonly form: HTMLFormElement;
  private readonly input: HTMLInputElement;
  private readonly where: HTMLSelectElement;
  private readonly last = element("p", { className: "tally" });
  private readonly tally = element("p", { className: "tally" });
  private readonly status = element("p", { className: "sm mut" });
  private readonly rows = element("ol", {});
  private readonly known = new Map<string, Known>();
  private readonly serials = new Map<string, string>();
  private readonly camera: Camera;
  private readonly sync: Sync;
  private trouble = "";
  private later = 0;

  constructor(
    private readonly root: HTMLElement,
    private readonly store: Store,
  ) {
    this.form = one<HTMLFormElement>("form", root)!;
    this.input = one<HTMLInputElement>("[name=code]", this.form)!;
    this.where = one<HTMLSelectElement>("[name=place]", this.form)!;
    this.camera = new Camera(this.video, root.dataset.decoder ?? "", (c) => void this.add(c), (w) => this.closed(w));
    this.sync = new Sync(store, root.dataset.post ?? "", (words) => {
      this.trouble = words;
      void this.draw();
      if (!words) this.soon();
    });
    this.build();
    wedge((c) => void this.add(c));
    void this.learn();
    void this.draw();
    void this.sync.now();
    void this.away().catch(() => undefined); // the page is then not there without a network, and all else is as it was
    root.dataset.ready = "";
  }

  // away lets a worker keep this page and what it loads, so that it opens where there is no network.
  private async away(): Promise<void> {
    const script = this.root.dataset.offline;
    const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined; // for pages over TLS only
    if (!script || !workers) return;
    workers.addEventListener("message", (e) => {
      if (e.data !== "kept") return;
      this.root.dataset.kept = "";
      void this.draw();
    });
    await workers.register(script, { scope: location.pathname });
    const files = [...all<HTMLLinkElement>("link[rel=stylesheet], link[rel=icon]").map((l) => l.href), ...all<HTMLScriptElement>("script[src]").map((s) => s.src)];
    (await workers.ready).active?.postMessage({ keep: [...files, new URL(this.root.dataset.decoder ?? "", location.href).href] });
  }

  private build(): void {
    this.video.setAttribute("aria-label", "Camera");
    one("[type=submit], button", this.form)?.classList.remove("primary"); // the camera is
    this.rows.setAttribute("aria-label", "Last scans");
    this.status.setAttribute("role", "status");
    this.toggle.addEventListener("click", () => void this.press());
    const kept = "place " + this.root.dataset.post;
    const last = localStorage.getItem(kept);
    if (!this.where.value && last && [...this.where.options].some((o) => o.value === last)) this.where.value = last;
    this.where.addEventListener("change", () => localStorage.setItem(kept, this.where.value));
    this.form.addEventListener("submit", (e) => {
      e.preventDefault();
      ready();
      if (this.input.value.trim()) void this.add(this.input.value);
      this.input.value = "";
    });
    this.last.setAttribute("role", "status");
    this.root.prepend(this.toggle, this.video, this.last); // what a scan found stands right below the picture
    this.root.append(this.tally, this.status, this.rows);
  }

  private async press(): Promise<void> {
    ready();
    if (this.camera.open) {
      this.camera.stop();
      return this.closed("");
    }
    this.video.hidden = false;
    this.toggle.textContent = "Close camera";
    this.root.scrollIntoView({ block: "start" });
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
      const answer = await fetch(this.root.dataset.known ?? "", quiet);
      if (answer.ok) list = await this.store.known(await answer.json());
    } catch {
      // no network: what is kept will do
    }
    list ??= await this.store.known();
    for (const k of (list as { items?: Known[] } | undefined)?.items ?? []) {
      this.known.set(k.tag.toUpperCase(), k);
      if (k.serial) this.serials.set(k.serial.toUpperCase(), k.tag.toUpperCase());
    }
    void this.draw();
  }

  // tag reads the tag out of a code, or finds it by the serial number that the code is.
  private tag(code: string): string {
    const read = tag(code);
    return (!this.known.has(read) && this.serials.get(read)) || read;
  }

  private place(): string {
    return this.where.value;
  }

  // soon draws what the server tells of the count again, when nothing more comes for a moment.
  private soon(): void {
    window.clearTimeout(this.later);
    this.later = window.setTimeout(() => void this.again(), settle);
  }

  private async again(): Promise<void> {
    try {
      const answer = await fetch(location.href, quiet);
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const old of all("[data-scan-live]")) {
        const fresh = page.getElementById(old.id);
        if (fresh && !old.contains(document.activeElement)) old.replaceWith(fresh);
      }
    } catch {
      // no network: it is drawn again with the next scans
    }
    await this.learn();
  }

  // right tells whether a code is expected where it was scanned.
  private right(scan: Pick<Scan, "code" | "place">): boolean {
    const k = this.known.get(this.tag(scan.code));
    return k !== undefined && (!k.place || !scan.place || k.place === scan.place);
  }

  private async add(code: string): Promise<void> {
    code = code.trim();
    if (!code) return;
    const place = this.place();
    try {
      await this.store.add(code, place);
      const right = this.right({ code, place });
      feedback(right);
      this.last.textContent = this.tag(code) + " · " + (this.words({ code, place }) || "seen");
      this.last.dataset.as = right ? "right" : "odd";
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
    const standing = new Set(real.filter((s) => s.state === "waiting" || s.state === "sent").map((s) => this.tag(s.code)));
    const found = [...this.known].filter(([t, k]) => k.seen || standing.has(t)).length;
    this.tally.textContent = this.known.size > 0 ? `${found} of ${this.known.size} seen` : `${standing.size} scanned`;
    const waiting = scans.filter((s) => s.state === "waiting").length;
    const words = this.trouble || (navigator.onLine ? ("kept" in this.root.dataset ? "This page opens without a network too" : "") : "No connection: scans are kept here");
    this.status.textContent = [waiting > 0 ? `${waiting} to send` : real.length > 0 ? "All sent" : "", words].filter(Boolean).join(" · ");
    this.root.dataset.waiting = String(waiting);
    this.rows.replaceChildren(...real.slice(-shown).reverse().map((s) => this.row(s)));
  }

  // words say what a scan found.
  private words(s: Pick<Scan, "code" | "place">): string {
    const k = this.known.get(this.tag(s.code));
    if (!k) return this.known.size > 0 ? "Not on the list" : "";
    return this.right(s) ? k.name || "On the list" : `${k.name ?? ""} · belongs to ${k.place_name ?? "another place"}`;
  }

  private row(s: Scan): HTMLElement {
    const words = this.words(s);
    const state = { waiting: "to send", sent: "sent", undone: "taken back", refused: "not taken by the server" }[s.state];
    const note = element("small", {}, [words, state].filter(Boolean).join(" · "));
    const row = element("li", {}, element("span", {}, element("b", {}, this.tag(s.code)), note));
    row.dataset.as = s.state === "undone" || s.state === "refused" ? "undone" : this.right(s) ? "right" : "odd";
    if (row.dataset.as !== "undone") {
      const button = element("button", { type: "button", className: "btn quiet" }, "Undo");
      button.setAttribute("aria-label", "Undo " + this.tag(s.code));
      button.addEventListener("click", () => void this.undo(s));
      row.append(button);
    }
    return row;
  }
}

// collect writes what the camera or a keyboard scanner sees into the tags of a form, each once, and says what it is: for
// <div data-collect data-known="URL" data-decoder="URL"> around it.
function collect(root: HTMLElement): void {
  const tags = one<HTMLTextAreaElement>("[name=tags]", root)!;
  const video = element("video", { muted: true, playsInline: true, hidden: true });
  const button = element("button", { type: "button", className: "btn" }, "Open camera");
  const status = element("p", { className: "sm mut" });
  video.setAttribute("aria-label", "Camera");
  status.setAttribute("role", "status");
  const closed = (words: string): void => {
    video.hidden = true;
    button.textContent = "Open camera";
    status.textContent = words;
  };
  const got = (code: string): void => {
    const all = tags.value.split(/\s+/).filter(Boolean);
    const fresh = !all.some((t) => tag(t) === tag(code));
    if (fresh) tags.value = [...all, tag(code)].join("\n") + "\n";
    status.textContent = `${tag(code)} ${fresh ? "added" : "is there already"}`;
    feedback(fresh);
    const said = tag(code).replaceAll('"', "");
    const q = encodeURIComponent(`number="${said}" or serial="${said}"`);
    fetch(`${root.dataset.known}?limit=1&q=${q}`, quiet)
      .then((answer) => answer.json())
      .then(({ items: [found] }) => {
        if (!found) feedback(false);
        status.textContent += " · " + (found ? [found.title, found.holder?.name].filter(Boolean).join(" · ") : "no asset has this tag or number");
      })
      .catch(() => {}); // no network: the server says so when the form is sent
  };
  const camera = new Camera(video, root.dataset.decoder ?? "", got, closed);
  button.addEventListener("click", () => {
    ready();
    if (camera.open) {
      camera.stop();
      return closed("");
    }
    video.hidden = false;
    button.textContent = "Close camera";
    void camera.start();
  });
  root.prepend(button, video, status);
  wedge(got);
  root.dataset.ready = "";
}

async function begin(): Promise<void> {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  all("[data-collect]").forEach(collect);
  for (const root of all("[data-scan]")) {
    try {
      new Island(root, await Store.open(root.dataset.post ?? ""));
    } catch {
      root.append("This browser keeps nothing for pages, so it cannot scan. Private windows often do so.");
    }
  }
}

void begin();
