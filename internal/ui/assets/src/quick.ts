import { all, one } from "./dom";

// The short form of a record, opened where it stands in a list: what is chosen is shown at once, and taken back with the reason when the
// server refuses it.

// place puts the dialog below a row, or above it where there is more room.
function place(dialog: HTMLDialogElement, row: Element | null): void {
  if (!row) return;
  const at = row.getBoundingClientRect();
  const below = at.bottom + dialog.offsetHeight + 8 < innerHeight;
  dialog.style.marginBlockStart = `${below ? at.bottom + 4 : Math.max(8, at.top - dialog.offsetHeight - 4)}px`;
}

// shown writes what was chosen into the cells of a row that say it. What follows from it, such as the priority, the server says.
function shown(row: Element, form: HTMLFormElement): void {
  for (const control of all<HTMLSelectElement | HTMLInputElement>("select, input:not([type=hidden])", form)) {
    const cell = one(`[data-f="${control.name}"] .val, .val[data-f="${control.name}"]`, row);
    if (!cell || control.value === one<HTMLInputElement>(`[name="was.${control.name}"]`, form)?.value) continue;
    const word = (control instanceof HTMLSelectElement ? (control.selectedOptions[0]?.text ?? "") : control.value).replace(/ <.*$/, "");
    cell.textContent = cell.matches(".avatar") ? word.replace(/(\S)\S*\s*/g, "$1").slice(0, 2) : word;
  }
}

class Quick {
  private dialog = document.createElement("dialog");

  constructor(private url: string, private row: HTMLElement | null, private field: string) {
    this.dialog.className = "quick";
    this.dialog.setAttribute("aria-label", "Change " + (row?.dataset.row ?? ""));
    this.dialog.addEventListener("close", () => this.dialog.remove());
    this.dialog.addEventListener("click", (e) => {
      if (e.target === this.dialog || (e.target as Element).closest("a.btn")) this.dialog.close();
    });
    this.dialog.addEventListener("submit", (e) => {
      e.preventDefault();
      void this.send(e.target as HTMLFormElement);
    });
    this.dialog.addEventListener("keydown", (e) => {
      if (e.key !== "Enter" || e.ctrlKey || e.metaKey || e.defaultPrevented || !(e.target instanceof HTMLSelectElement)) return;
      e.preventDefault(); // a choice by its letters is sent like a text
      e.target.form?.requestSubmit();
    });
  }

  async open(): Promise<void> {
    const to = new URL(this.url, location.href);
    to.searchParams.set("back", location.pathname + location.search);
    this.fill(await fetch(to, { headers: { "X-Background": "1" } }));
  }

  private async fill(answer: Response): Promise<void> {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const form = page.querySelector("form#quick");
    if (!form) return location.assign("/" + (this.row?.dataset.row ?? "")); // its page says why
    this.dialog.replaceChildren(document.adoptNode(form));
    document.body.append(this.dialog);
    if (!this.dialog.open) this.dialog.showModal();
    place(this.dialog, this.row);
    (one(`[name="${this.field}"]`, this.dialog) ?? one("select, input:not([type=hidden])", this.dialog))?.focus();
  }

  private async send(form: HTMLFormElement): Promise<void> {
    const row = this.row;
    const before = row?.cloneNode(true) as HTMLElement | undefined;
    this.dialog.close();
    if (row) shown(row, form);
    row?.classList.add("saving");
    one("[data-open]", row ?? undefined)?.focus({ preventScroll: true });
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form) as unknown as Record<string, string>), headers: { "X-Background": "1" } });
      if (answer.redirected) return this.settle(await answer.text());
      if (row && before) row.replaceWith(before);
      this.row = before ?? null;
      await this.fill(answer);
    } catch {
      if (row && before) row.replaceWith(before);
      document.body.append(this.dialog); // with what was typed, for when there is a network again
      this.dialog.showModal();
      const word = document.createElement("p");
      word.setAttribute("role", "alert");
      word.textContent = "Not saved: the server does not answer.";
      form.prepend(word);
    }
  }

  // settle takes the row as the server shows it now; one that left the list stays, faded, until the list is asked again.
  private settle(html: string): void {
    const page = new DOMParser().parseFromString(html, "text/html");
    if (!this.row) return location.reload();
    const fresh = page.querySelector<HTMLElement>(`[data-row="${this.row.dataset.row}"]`);
    const focused = this.row.contains(document.activeElement);
    if (fresh) this.row.replaceWith(document.adoptNode(fresh));
    else this.row.classList.replace("saving", "gone");
    if (focused) one("[data-open]", fresh ?? this.row)?.focus({ preventScroll: true });
    const said = page.querySelector(".toasts");
    const here = one(".toasts");
    if (said && here) here.replaceWith(document.adoptNode(said));
    else if (said) document.body.append(document.adoptNode(said));
  }
}

// quick opens the short form of the row under the keyboard, or of the record of this page, at one of its fields.
export function quick(field: string, inList = false): boolean {
  const list = one("[data-quick]")?.dataset.quick;
  const row = document.activeElement?.closest<HTMLElement>("[data-row]") ?? one("[data-row].cur");
  if (list && row?.dataset.row) {
    if (all(".c-sel .check:checked").length > 0) return false; // then a key means all that are ticked
    void new Quick(`${list}/${row.dataset.row}/quick`, row, field).open();
    return true;
  }
  const url = inList ? undefined : one("[data-quick-one]")?.dataset.quickOne;
  if (url) void new Quick(url, null, field).open();
  return url !== undefined;
}

// cells opens it for a click on a value of a row.
export function cells(): void {
  const list = one("[data-quick]")?.dataset.quick;
  if (!list) return;
  document.addEventListener(
    "click",
    (e) => {
      const value = (e.target as Element).closest<HTMLElement>("[data-row] [data-f]");
      const row = value?.closest<HTMLElement>("[data-row]");
      if (!value || !row?.dataset.row || e.button !== 0 || e.ctrlKey || e.metaKey || !matchMedia("(min-width: 768px)").matches) return;
      e.preventDefault();
      void new Quick(`${list}/${row.dataset.row}/quick`, row, value.dataset.f ?? "").open();
    },
    true,
  );
}
