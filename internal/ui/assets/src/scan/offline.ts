// The worker that keeps the page of one count, so that it opens without a network too. It stands between the browser and that page only: it
// is registered for the page's own address, keeps what the server said last, and answers with it when the server cannot be reached.

interface Reach {
  registration: { scope: string };
  clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: string, listener: (e: Happening) => void): void;
}

interface Happening extends Event {
  request: Request;
  data: unknown;
  source: { postMessage(words: string): void } | null;
  waitUntil(p: Promise<unknown>): void;
  respondWith(p: Promise<Response>): void;
}

const here = self as unknown as Reach;
const name = "fettle-count"; // app.ts empties it when somebody signs out
const patience = 4000; // milliseconds until a page that is kept is better than one that may come

const page = (): string => new URL(here.registration.scope).pathname;

here.addEventListener("install", (e) => e.waitUntil(here.skipWaiting()));
here.addEventListener("activate", (e) => e.waitUntil(here.clients.claim()));

// What the page names is fetched once more and kept: it was loaded before this worker was there.
here.addEventListener("message", (e) => {
  const files = (e.data as { keep?: string[] }).keep ?? [];
  e.waitUntil(keep(files).then(() => e.source?.postMessage("kept"), () => undefined));
});

// keep fetches the page and its files, and forgets the files of earlier versions.
async function keep(files: string[]): Promise<void> {
  await Promise.all([fresh(new Request(page(), { credentials: "same-origin" })), ...files.map((url) => file(new Request(url)))]);
  const kept = await caches.open(name);
  for (const r of await kept.keys()) {
    if (new URL(r.url).pathname.startsWith("/static/") && !files.includes(r.url)) await kept.delete(r);
  }
}

here.addEventListener("fetch", (e) => {
  const at = new URL(e.request.url);
  if (e.request.method !== "GET" || at.origin !== location.origin) return;
  if (e.request.mode === "navigate" && at.pathname === page()) e.respondWith(opened(e.request));
  else if (at.pathname.startsWith("/static/")) e.respondWith(file(e.request));
});

// fresh asks the server, and keeps or forgets the page as it answers.
async function fresh(request: Request): Promise<Response> {
  const answer = await fetch(request);
  const kept = await caches.open(name);
  if (answer.ok && !answer.redirected) await kept.put(page(), answer.clone());
  else if (answer.status < 500) await kept.delete(page());
  return answer;
}

// opened is the page from the server, or the one kept where the server does not answer.
async function opened(request: Request): Promise<Response> {
  const kept = await (await caches.open(name)).match(page());
  if (!kept) return fresh(request);
  const late = new Promise<Response>((resolve) => setTimeout(() => resolve(kept), patience));
  return Promise.race([fresh(request).catch(() => kept), late]);
}

// file is a script or a stylesheet: its address changes with its content.
async function file(request: Request): Promise<Response> {
  const kept = await caches.open(name);
  const held = await kept.match(request.url);
  if (held) return held;
  const answer = await fetch(request);
  if (answer.ok) await kept.put(request.url, answer.clone());
  return answer;
}
