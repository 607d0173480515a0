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
  preview(row.dataset.row);
  return true;
}

// extend ticks the row under the keyboard and the one after or before it, which is then under the keyboard.
export function extend(by: number): boolean {
  const tick = (): boolean => {
    const row = document.activeElement?.closest("[data-row]");
    const box = row ? one<HTMLInputElement>(".c-sel .check", row) : null;
    if (box && !box.checked) box.click();
    return box !== null;
  };
  return tick() && move(by) && tick();
}

function preview(number: string): void {
  const to = new URL(location.href);
  to.searchParams.set("open", number);
  location.assign(to);
}

// wide tells whether the window has room for a preview; below that its place is the record's own page.
const wide = "(min-width: 768px)";

// onText tells whether a click met the words of a link rather than the row that the link covers. A key press has no place.
function onText(link: HTMLElement, e: MouseEvent): boolean {
  if (e.detail === 0) return true;
  const words = document.createRange();
  words.selectNodeContents(link);
  const box = link.getBoundingClientRect(); // long words are cut off at its edge
  return Array.from(words.getClientRects()).some(
    (r) => e.clientX >= r.left && e.clientX <= Math.min(r.right, box.right) && e.clientY >= r.top && e.clientY <= r.bottom,
  );
}

// pointer opens the preview for a click on a row outside of its link; the link leads to the record.
function pointer(e: MouseEvent): void {
  if (e.defaultPrevented || e.button !== 0 || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey || !matchMedia(wide).matches) return;
  const at = e.target as Element;
  const row = at.closest<HTMLElement>("[data-list] [data-row]");
  const link = row ? one<HTMLElement>("[data-open]", row) : null;
  if (!row?.dataset.row || !link) return;
  const control = at.closest("a, button, input, label, select, summary, textarea");
  if (control && (control !== link || onText(link, e))) return;
  if (String(getSelection() ?? "") !== "") return; // the words of the row are being copied
  e.preventDefault();
  preview(row.dataset.row);
}

const boxes = (): HTMLInputElement[] => all<HTMLInputElement>(".row .c-sel .check");

// everything ticks all rows of the page, or none when all are.
export function everything(): boolean {
  const list = boxes();
  const on = !list.every((b) => b.checked);
  list.forEach((b) => (b.checked = on));
  count();
  return list.length > 0;
}

function count(): void {
  const list = boxes();
  const n = list.filter((b) => b.checked).length;
  const many = one<HTMLInputElement>("[data-many]");
  if (many && n < list.length) many.checked = false; // all of them only while all that are seen are ticked
  for (const b of all("[data-selected]")) b.textContent = many?.checked ? "All selected" : `${n} selected`;
  for (const b of all<HTMLInputElement>("[data-all]")) {
    b.checked = n > 0 && n === list.length;
    b.indeterminate = n > 0 && n < list.length;
    b.parentElement!.hidden = false;
  }
}

// list keeps the count of the selection and lets Shift select a range.
export function list(): void {
  if (!one("[data-list]")) return;
  let last: HTMLInputElement | null = null;
  document.addEventListener("click", (e) => {
    const box = e.target as HTMLInputElement;
    if (box.matches?.("[data-many]")) {
      if (box.checked) boxes().forEach((other) => (other.checked = true));
      return count();
    }
    if (!box.matches?.(".c-sel .check")) return;
    const list = boxes();
    if ("all" in box.dataset) {
      list.forEach((other) => (other.checked = box.checked));
      return count();
    }
    if (e.shiftKey && last) {
      const [a, b] = [list.indexOf(last), list.indexOf(box)].sort((x, y) => x - y);
      list.slice(a, b + 1).forEach((other) => (other.checked = box.checked));
    }
    last = box;
    count();
  });
  document.addEventListener("click", pointer);
  document.addEventListener("reset", () => window.setTimeout(count));
  window.addEventListener("pageshow", count); // going back brings the ticks back
  count();
}
