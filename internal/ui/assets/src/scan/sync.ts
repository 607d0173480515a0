// Sends what waits, in order and in batches, and again until the server has it.
import { Scan, Store } from "./store";

const batch = 50;
const again = 15_000; // milliseconds between tries

export class Sync {
  private running = false;
  private dirty = false;

  constructor(
    private readonly store: Store,
    private readonly to: string,
    private readonly told: (words: string) => void,
  ) {
    window.addEventListener("online", () => void this.now());
    window.setInterval(() => void this.now(), again);
  }

  // now sends all that waits; a second call while one runs makes it look once more.
  async now(): Promise<void> {
    this.dirty = true;
    if (this.running) return;
    this.running = true;
    try {
      while (this.dirty) {
        this.dirty = false;
        await this.round();
      }
    } catch {
      this.told("No connection: scans are kept here");
    } finally {
      this.running = false;
    }
  }

  private async round(): Promise<void> {
    let most = batch;
    for (;;) {
      const waiting = (await this.store.all()).filter((s) => s.state === "waiting").slice(0, most);
      if (waiting.length === 0) return;
      const answer = await fetch(this.to, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Background": "1" },
        body: JSON.stringify({ device: this.store.device, scans: waiting.map(sent) }),
      });
      if (answer.redirected || answer.status === 401) return this.told("Sign in again to send the scans; they are kept here");
      if (answer.status === 400 || answer.status === 422) {
        // One that the server cannot take must not hold up the others: they go one by one until it is found.
        if (waiting.length === 1) await this.store.mark([waiting[0].id], "refused");
        most = 1;
        continue;
      }
      if (!answer.ok) return this.told(`The server did not take the scans (${answer.status}); they are kept here`);
      await this.store.mark(waiting.map((s) => s.id), "sent");
      this.told("");
    }
  }
}

function sent(s: Scan): object {
  return { id: s.id, code: s.code, place: s.place, at: s.at, seq: s.seq, undoes: s.undoes ?? "" };
}
