// What was scanned, kept in the browser until the server has it: it survives a reload, a lost network and an empty battery.

export interface Scan {
  id: string; // made here; the server counts an id once
  to: string; // where it is posted
  code: string;
  place: string;
  at: string;
  seq: number;
  undoes?: string;
  state: "waiting" | "sent" | "undone" | "refused";
}

// fresh is an id that nobody else makes. randomUUID is for pages over TLS only.
function fresh(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
}

const kept = 200; // sent scans that stay for the list

function request<T>(r: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    r.onsuccess = () => resolve(r.result);
    r.onerror = () => reject(r.error);
  });
}

function finished(t: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    t.oncomplete = () => resolve();
    t.onerror = t.onabort = () => reject(t.error);
  });
}

export class Store {
  private constructor(
    private readonly db: IDBDatabase,
    private readonly to: string,
    readonly device: string,
  ) {}

  static async open(to: string): Promise<Store> {
    const opening = indexedDB.open("fettle-scan", 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore("scans", { keyPath: "id" });
      opening.result.createObjectStore("facts");
    };
    const db = await request(opening);
    void navigator.storage?.persist?.(); // asks that the browser does not clear it by itself
    const t = db.transaction("facts", "readwrite");
    const facts = t.objectStore("facts");
    const device = (await request<string | undefined>(facts.get("device"))) ?? fresh();
    facts.put(device, "device");
    await finished(t);
    return new Store(db, to, device);
  }

  // add keeps a scan and gives it the device's next number.
  async add(code: string, place: string, undoes?: string): Promise<Scan> {
    const t = this.db.transaction(["scans", "facts"], "readwrite");
    const facts = t.objectStore("facts");
    const seq = ((await request<number | undefined>(facts.get("seq"))) ?? 0) + 1;
    facts.put(seq, "seq");
    const scan: Scan = { id: fresh(), to: this.to, code, place, at: new Date().toISOString(), seq, state: "waiting" };
    if (undoes) scan.undoes = undoes;
    t.objectStore("scans").put(scan);
    await finished(t);
    return scan;
  }

  // all returns the scans of this page, the oldest first.
  async all(): Promise<Scan[]> {
    const rows = await request<Scan[]>(this.db.transaction("scans").objectStore("scans").getAll());
    return rows.filter((s) => s.to === this.to).sort((a, b) => a.seq - b.seq);
  }

  // mark changes the state of scans and forgets what was sent long ago.
  async mark(ids: string[], state: Scan["state"]): Promise<void> {
    const t = this.db.transaction("scans", "readwrite");
    const scans = t.objectStore("scans");
    for (const id of ids) {
      const scan = await request<Scan | undefined>(scans.get(id));
      // What was undone while it was on its way stays undone.
      if (scan && !(state === "sent" && scan.state === "undone")) scans.put({ ...scan, state });
    }
    const done = (await request<Scan[]>(scans.getAll())).filter((s) => s.to === this.to && s.state !== "waiting");
    done.sort((a, b) => b.seq - a.seq).slice(kept).forEach((s) => scans.delete(s.id));
    await finished(t);
  }

  // known keeps and returns what the server said of the expected things, for when there is no network.
  async known(fresh?: unknown): Promise<unknown> {
    const t = this.db.transaction("facts", "readwrite");
    if (fresh !== undefined) t.objectStore("facts").put(fresh, "known " + this.to);
    return request<unknown>(t.objectStore("facts").get("known " + this.to));
  }
}
