// Names are completed from the server: in fields that say where from, and behind
// an @ in a composer. Nothing is asked for before somebody types there, and what
// is typed without choosing is understood by the server just as well.

interface Choice {
  value: string;
  label: string;
  text?: string; // of a macro or a text block: what is written
  macro?: string; // its id, when it also does something: as a note, or with a state to follow
  note?: boolean;
  state?: string;
}

type Control = HTMLInputElement | HTMLTextAreaElement;

// Part is what is being completed: where it is asked for, from which words, and what is done with a choice.
interface Part {
  url: string;
  query: string;
  most: number;
  take: (choice: Choice, all: Choice[]) => void;
}

const pause = 150; // milliseconds without a key before the server is asked

let serial = 0;

// parts are the name and the address of a choice.
function parts(c: Choice): string[] {
  return /^(.*?)(?: <([^>]*)>)?$/su.exec(c.value) ?? ["", c.value];
}

// Popup is the list of choices below a control; the keyboard stays in the control.
class Popup {
  private box: HTMLElement | null = null;
  private at = -1;
  private choices: Choice[] = [];
  private part: Part | null = null;

  constructor(private control: Control) {}

  get open(): boolean {
    return this.box !== null;
  }

  get marked(): boolean {
    return this.at >= 0;
  }

  show(part: Part, choices: Choice[]): void {
    this.close();
    if (choices.length === 0) return;
    this.part = part;
    this.choices = choices;
    const box = document.createElement("div");
    box.className = "pop list";
    box.id = `choices-${++serial}`;
    box.setAttribute("role", "listbox");
    box.setAttribute("aria-label", "Suggestions");
    choices.forEach((c, i) => box.append(this.option(box.id, c, i)));
    (this.control.closest(".ctrl") ?? this.control).after(box);
    this.box = box;
    this.control.setAttribute("aria-controls", box.id);
    if (this.control.getAttribute("role") === "combobox") this.control.setAttribute("aria-expanded", "true");
    // In a field a key must not take a name that was only one of several; behind an @ the first is at hand.
    if (choices.length === 1 || this.control instanceof HTMLTextAreaElement) this.move(1);
  }

  private option(list: string, c: Choice, i: number): HTMLElement {
    const row = document.createElement("div");
    row.className = "btn quiet";
    row.id = `${list}-${i}`;
    row.setAttribute("role", "option");
    const words = document.createElement("span");
    words.dir = "auto";
    const [, name, address] = parts(c);
    words.append(name);
    const note = document.createElement("span");
    note.className = "xs";
    note.textContent = [address, c.label].filter(Boolean).join(" · ");
    if (note.textContent) words.append(document.createElement("br"), note);
    row.append(words);
    row.addEventListener("pointerdown", (e) => e.preventDefault()); // the control keeps the keyboard
    row.addEventListener("click", () => this.take(i));
    return row;
  }

  move(by: number): void {
    if (!this.box) return;
    const rows = Array.from(this.box.children) as HTMLElement[];
    this.at = this.at < 0 && by < 0 ? rows.length - 1 : (this.at + by + rows.length) % rows.length;
    rows.forEach((r, i) => {
      r.setAttribute("aria-selected", String(i === this.at));
      r.classList.toggle("primary", i === this.at);
      r.classList.toggle("quiet", i !== this.at);
    });
    rows[this.at].scrollIntoView({ block: "nearest" });
    this.control.setAttribute("aria-activedescendant", rows[this.at].id);
  }

  take(i = this.at): void {
    const [part, choice] = [this.part, this.choices[i]];
    this.close();
    if (part && choice) part.take(choice, this.choices);
  }

  close(): void {
    this.box?.remove();
    this.box = null;
    this.at = -1;
    this.control.removeAttribute("aria-controls");
    this.control.removeAttribute("aria-activedescendant");
    if (this.control.hasAttribute("aria-expanded")) this.control.setAttribute("aria-expanded", "false");
  }
}

async function ask(part: Part, signal: AbortSignal): Promise<Choice[]> {
  const to = new URL(part.url, location.href);
  to.searchParams.set("q", part.query);
  const answer = await fetch(to, { signal, headers: { "X-Background": "1" } });
  if (!answer.ok || !answer.headers.get("Content-Type")?.includes("json")) return [];
  return ((await answer.json()) as Choice[]).slice(0, part.most);
}

// complete makes a control offer choices for what part() says is being typed.
function complete(control: Control, part: () => Part | null): void {
  const popup = new Popup(control);
  let timer = 0;
  let running: AbortController | null = null;
  let chosen = false;
  const stop = () => {
    window.clearTimeout(timer);
    running?.abort();
  };
  const look = async () => {
    const now = part();
    if (!now) return popup.close();
    running = new AbortController();
    try {
      const choices = await ask(now, running.signal);
      if (document.activeElement === control) popup.show(now, choices);
    } catch {
      // no answer, no suggestions
    }
  };
  control.addEventListener("input", () => {
    stop();
    if (chosen) {
      chosen = false;
      return;
    }
    if (part()) timer = window.setTimeout(() => void look(), pause);
    else popup.close();
  });
  control.addEventListener("keydown", (event) => {
    const e = event as KeyboardEvent;
    if (!popup.open || e.isComposing) return;
    const acts: Record<string, () => void> = {
      ArrowDown: () => popup.move(1),
      ArrowUp: () => popup.move(-1),
      Enter: () => popup.take(),
      Tab: () => popup.take(),
      Escape: () => popup.close(),
    };
    if (!acts[e.key] || e.ctrlKey || e.metaKey || (e.key === "Tab" && e.shiftKey)) return;
    if (!popup.marked && (e.key === "Enter" || e.key === "Tab")) return popup.close();
    e.preventDefault();
    e.stopImmediatePropagation();
    acts[e.key]();
  });
  control.addEventListener("blur", () => {
    stop();
    popup.close();
  });
  control.addEventListener("fettle-chosen", () => {
    chosen = true;
  });
}

// replace writes into a control as if it had been typed, so that the draft knows of it.
function replace(control: Control, from: number, to: number, text: string): void {
  control.focus();
  control.setRangeText(text, from, to, "end");
  control.dispatchEvent(new Event("fettle-chosen"));
  control.dispatchEvent(new Event("input", { bubbles: true }));
}

// field completes a whole input.
function field(input: HTMLInputElement): void {
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  complete(input, () => {
    const query = input.value.trim();
    if (query.length < 2) return null;
    return { url: input.dataset.suggest ?? "", query, most: 50, take: (c) => replace(input, 0, input.value.length, c.value) };
  });
}

// behind finds the name behind an @ that ends at the cursor: at most two words.
const behind = /(^|[\s([{"'“‘„*_>,;:])@([\p{L}\p{N}][\p{L}\p{M}\p{N}.'’+-]*(?: [\p{L}\p{M}.'’-]+)?)$/u;

// named is how a choice is written behind an @: by name, or by address where the name is not clear or the server could not read it.
function named(choice: Choice, all: Choice[]): string {
  const [, name, address] = parts(choice);
  const alone = all.filter((c) => c.value.startsWith(name + " <") || c.value === name).length === 1;
  return address && !(alone && /^[\p{L}\p{M}\p{N}.'’_-]+(?: [\p{L}\p{M}\p{N}.'’_-]+){0,5}$/u.test(name)) ? address : name;
}

// What begins a text block, a macro or the number of a record, up to the cursor.
const block = /(^|\s)::([\p{L}\p{M}\p{N} -]{0,30})$/u;
const macro = /(^|\n)\/([\p{L}\p{M}\p{N} -]{0,30})$/u;
const record = /(^|[\s(])#([\p{L}\p{N}][\p{L}\p{M}\p{N} -]{1,30})$/u;

// act does what a macro does besides writing, as far as it stands in the composer; the rest the server does when it is sent.
function act(form: HTMLFormElement, c: Choice): void {
  const id = form.querySelector<HTMLInputElement>('[name="macro"]');
  const mode = form.querySelector<HTMLInputElement>(`[name="mode"][value="${c.note ? "note" : "reply"}"]`);
  const state = form.querySelector<HTMLSelectElement>('[name="state"]');
  if (id) id.value = c.macro ?? "";
  if (mode) mode.checked = true;
  if (state && c.state && Array.from(state.options).some((o) => o.value === c.state)) state.value = c.state;
}

// completions complete names, numbers and whole texts in a text.
function completions(text: HTMLTextAreaElement, form: HTMLFormElement, people: string): void {
  const texts = form.dataset.macros;
  text.setAttribute("aria-autocomplete", "list");
  complete(text, () => {
    const end = text.selectionStart;
    if (end !== text.selectionEnd) return null;
    const before = text.value.slice(0, end);
    const name = people ? behind.exec(before) : null;
    if (name && name[2].length >= 2) {
      return { url: people, query: name[2], most: 6, take: (c, all) => replace(text, end - name[2].length, end, named(c, all) + " ") };
    }
    if (!texts) return null;
    const number = record.exec(before);
    if (number) {
      return { url: "/suggest/records", query: number[2], most: 6, take: (c) => replace(text, end - number[2].length - 1, end, c.value + " ") };
    }
    const words = block.exec(before) ?? macro.exec(before);
    if (!words) return null;
    const acts = words[0].includes("/");
    return {
      url: texts + (acts ? "&acts=1" : ""),
      query: words[2],
      most: 8,
      take: (c) => {
        replace(text, end - words[2].length - (acts ? 1 : 2), end, c.text ?? "");
        if (c.macro) act(form, c);
      },
    };
  });
}

// suggest waits until a control that completes names is used for the first time.
export function suggest(): void {
  const known = new WeakSet<Element>();
  document.addEventListener("focusin", (e) => {
    const at = e.target;
    if (known.has(at as Element)) return;
    if (at instanceof HTMLInputElement && at.dataset.suggest) {
      known.add(at);
      field(at);
    } else if (at instanceof HTMLTextAreaElement) {
      const form = at.closest<HTMLFormElement>("[data-composer]");
      const people = document.querySelector<HTMLElement>("[data-mention]")?.dataset.mention ?? "";
      if (!form || (!people && !form.dataset.macros)) return;
      known.add(at);
      completions(at, form, people);
    }
  });
}
