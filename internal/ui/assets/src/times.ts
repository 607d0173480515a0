import { all } from "./dom";

const steps: [number, number, Intl.RelativeTimeFormatUnit][] = [
  [3600, 60, "minute"],
  [86400, 3600, "hour"],
  [30 * 86400, 86400, "day"],
];

function words(then: number, format: Intl.RelativeTimeFormat): string | null {
  const seconds = (then - Date.now()) / 1000;
  for (const [limit, unit, name] of steps) {
    if (Math.abs(seconds) < limit) return format.format(Math.round(seconds / unit), name);
  }
  return null; // older times keep the words of the server
}

// Times marked as relative follow the clock; the absolute time stays in the title.
export function times(): void {
  const marked = all<HTMLTimeElement>("time[data-relative]");
  if (marked.length === 0) return;
  const format = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { numeric: "auto", style: "short" });
  const update = () => {
    for (const t of marked) {
      const text = words(Date.parse(t.dateTime), format);
      if (text) t.textContent = text;
    }
  };
  update();
  window.setInterval(update, 60_000);
}
