import { all, one } from "./dom";

let cursor = -1;

function rows(): HTMLElement[] {
  return all("[data-row]");
}

// move puts the keyboard on the next or previous row.
export function move(by: number): boolean {
  const list = rows();
  if (list.length === 0) return false;
  if (cursor < 0) cursor = list.findIndex((r) => r.classList.contains("cur")) - (by > 0 ? 0 : 1);
  cursor = Math.min(Math.max(cursor + by, 0), list.length - 1);
  const link = one<HTMLAnchorElement>("[data-open]", list[cursor]);
  link?.focus({ preventScroll: true });
  list[cursor].scrollIntoView({ block: "nearest" });
  return true;
}

// select ticks the row under the keyboard.
export function select(): boolean {
  const row = document.activeElement?.closest("[data-row]");
  const box = row ? one<HTMLInputElement>(".check", row) : null;
  if (!box) return false;
  box.click();
  return true;
}

// peek shows the row under the keyboard beside the list.
export function peek(): boolean {
  const at = document.activeElement;
  const row = at?.matches("[data-open]") ? at.closest<HTMLElement>("[data-row]") : null;
  if (!row?.dataset.row) return false;
  const to = new URL(location.href);
  to.searchParams.set("open", row.dataset.row);
  location.assign(to);
  return true;
}

function count(): void {
  const n = all(".c-sel .check:checked").length;
  for (const b of all("[data-selected]")) b.textContent = `${n} selected`;
}

// list keeps the count of the selection and lets Shift select a range.
export function list(): void {
  if (!one("[data-list]")) return;
  let last: HTMLInputElement | null = null;
  document.addEventListener("click", (e) => {
    const box = e.target as HTMLInputElement;
    if (!box.matches?.(".c-sel .check")) return;
    const boxes = all<HTMLInputElement>(".c-sel .check");
    if (e.shiftKey && last) {
      const [a, b] = [boxes.indexOf(last), boxes.indexOf(box)].sort((x, y) => x - y);
      boxes.slice(a, b + 1).forEach((other) => (other.checked = box.checked));
    }
    last = box;
    count();
  });
  document.addEventListener("reset", () => window.setTimeout(count));
  count();
}
