import { one } from "./dom";

interface Other {
  name: string;
  writing: boolean;
}

const every = 15_000; // milliseconds; the server forgets whoever is silent for 40 seconds
const thinking = 10_000; // how long after a key somebody still writes

function listed(names: string[]): string {
  return names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}` : (names[0] ?? "");
}

// words says who else is here.
function words(others: Other[]): string {
  const verb = (n: number, what: string) => (n === 1 ? "is " : "are ") + what;
  const writing = others.filter((o) => o.writing).map((o) => o.name);
  const looking = others.filter((o) => !o.writing).map((o) => o.name);
  return [writing.length > 0 ? `${listed(writing)} ${verb(writing.length, "writing")}` : "", looking.length > 0 ? `${listed(looking)} ${verb(looking.length, "looking at this")}` : ""].filter(Boolean).join(" · ");
}

// presence says that somebody looks at this record or writes there, and shows who else does.
export function presence(): void {
  const place = one("[data-presence]");
  const number = place?.dataset.presence;
  if (!place || !number) return;
  const text = one<HTMLTextAreaElement>("[data-composer] textarea");
  let key = 0; // when the last one was pressed in the composer
  let told = false;
  const url = "/presence/" + encodeURIComponent(number);
  const say = async () => {
    if (document.hidden) return;
    told = performance.now() - key < thinking && key > 0;
    const answer = await fetch(url, { method: "POST", headers: { "X-Background": "1" }, body: new URLSearchParams(told ? { writing: "1" } : {}) });
    if (!answer.ok || !answer.headers.get("Content-Type")?.includes("json")) return;
    const now = words((await answer.json()) as Other[]);
    if (place.textContent !== now) place.textContent = now;
    place.hidden = now === "";
  };
  const go = () => void say().catch(() => undefined);
  text?.addEventListener("input", () => {
    key = performance.now();
    if (!told) go();
  });
  document.addEventListener("visibilitychange", go);
  document.addEventListener("fettle-news", go);
  window.addEventListener("pagehide", () => navigator.sendBeacon(url, new URLSearchParams({ gone: "1" })));
  window.setInterval(go, every);
  go();
}
