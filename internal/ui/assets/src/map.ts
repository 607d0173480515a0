// The map: zoom and pan of a drawing that scrolls by itself when there is no
// script. Zooming changes the drawing's own width and height, panning is
// scrolling, so that touch, scroll bars and zoom of the browser stay as they are.
import { all, one } from "./dom";

const least = 0.3;
const most = 2.5;
const step = 1.25;

type Point = { x: number; y: number };

class View {
  private readonly w: number;
  private readonly h: number;
  private scale = 1;

  constructor(
    private readonly box: HTMLElement,
    private readonly svg: SVGSVGElement,
  ) {
    this.w = svg.width.baseVal.value;
    this.h = svg.height.baseVal.value;
  }

  middle(): Point {
    const r = this.box.getBoundingClientRect();
    return { x: r.left + r.width / 2, y: r.top + r.height / 2 };
  }

  // zoom keeps what is under the point where it is.
  zoom(scale: number, at: Point = this.middle()): void {
    const next = Math.min(most, Math.max(least, scale));
    const before = this.svg.getBoundingClientRect();
    const share = { x: (at.x - before.left) / before.width, y: (at.y - before.top) / before.height };
    this.scale = next;
    this.svg.setAttribute("width", String(Math.round(this.w * next)));
    this.svg.setAttribute("height", String(Math.round(this.h * next)));
    const after = this.svg.getBoundingClientRect();
    this.pan(after.left + share.x * after.width - at.x, after.top + share.y * after.height - at.y);
  }

  by(factor: number, at?: Point): void {
    this.zoom(this.scale * factor, at);
  }

  // whole shows everything, but never larger than life.
  whole(): void {
    const room = { w: this.box.clientWidth, h: parseFloat(getComputedStyle(this.box).maxHeight) || this.h };
    this.zoom(Math.min(1, room.w / this.w, room.h / this.h));
  }

  pan(x: number, y: number): void {
    this.box.scrollBy(x, y);
  }

  current(): number {
    return this.scale;
  }

  // show brings a node to the middle.
  show(node: Element): void {
    const r = node.getBoundingClientRect();
    const m = this.middle();
    this.pan(r.left + r.width / 2 - m.x, r.top + r.height / 2 - m.y);
  }
}

function buttons(figure: HTMLElement, view: View): void {
  const bar = one("[data-mapzoom]", figure);
  if (!bar) return;
  bar.hidden = false;
  bar.addEventListener("click", (e) => {
    const act = (e.target as Element).closest<HTMLElement>("[data-act]")?.dataset.act;
    if (act === "in") view.by(step);
    else if (act === "out") view.by(1 / step);
    else if (act === "whole") view.whole();
  });
}

// Turning the wheel scrolls, as everywhere; with Ctrl or Cmd it zooms, which is
// also what a touchpad sends when two fingers part.
function wheel(box: HTMLElement, view: View): void {
  box.addEventListener(
    "wheel",
    (e) => {
      if (!e.ctrlKey && !e.metaKey) return;
      e.preventDefault();
      const lines = e.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      view.by(Math.exp(-Math.max(-100, Math.min(100, e.deltaY * lines)) / 250), { x: e.clientX, y: e.clientY });
    },
    { passive: false },
  );
}

function drag(box: HTMLElement, view: View): void {
  let last: Point | null = null;
  let moved = 0;
  box.addEventListener("pointerdown", (e) => {
    if (e.pointerType === "touch" || e.button !== 0 || e.target === box) return;
    last = { x: e.clientX, y: e.clientY };
    moved = 0;
  });
  window.addEventListener("pointermove", (e) => {
    if (!last) return;
    moved += Math.abs(e.clientX - last.x) + Math.abs(e.clientY - last.y);
    if (moved > 4) box.dataset.drag = "";
    view.pan(last.x - e.clientX, last.y - e.clientY);
    last = { x: e.clientX, y: e.clientY };
  });
  const end = () => {
    last = null;
    delete box.dataset.drag;
  };
  window.addEventListener("pointerup", end);
  window.addEventListener("pointercancel", end);
  box.addEventListener("dragstart", (e) => e.preventDefault());
  // The click that ends a drag opens nothing.
  box.addEventListener(
    "click",
    (e) => {
      if (moved > 4) e.preventDefault();
      moved = 0;
    },
    true,
  );
}

function pinch(box: HTMLElement, view: View): void {
  let from: { apart: number; scale: number } | null = null;
  const apart = (t: TouchList) => Math.hypot(t[0].clientX - t[1].clientX, t[0].clientY - t[1].clientY);
  box.addEventListener("touchstart", (e) => {
    from = e.touches.length === 2 ? { apart: apart(e.touches), scale: view.current() } : null;
  });
  box.addEventListener(
    "touchmove",
    (e) => {
      if (!from || e.touches.length !== 2) return;
      e.preventDefault();
      const [a, b] = [e.touches[0], e.touches[1]];
      view.zoom((from.scale * apart(e.touches)) / from.apart, { x: (a.clientX + b.clientX) / 2, y: (a.clientY + b.clientY) / 2 });
    },
    { passive: false },
  );
  box.addEventListener("touchend", () => (from = null));
}

const ways: Record<string, Point> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

// neighbour is where an arrow key leads from a node: left and right along the
// arrows of the map, up and down within the column.
function neighbour(svg: SVGSVGElement, node: SVGElement, way: Point): SVGElement | null {
  const here = node.getBoundingClientRect();
  const joined = new Set((node.dataset.near ?? "").split(" "));
  let best: SVGElement | null = null;
  let least = Infinity;
  for (const other of all<SVGElement>("a.node", svg as unknown as ParentNode)) {
    if (other === node) continue;
    const r = other.getBoundingClientRect();
    const dx = r.left - here.left;
    const dy = r.top - here.top;
    const ahead = way.x ? joined.has(other.dataset.n ?? "") && dx * way.x > 1 : Math.abs(dx) < here.width / 2 && dy * way.y > 1;
    const far = Math.abs(dx) + Math.abs(dy);
    if (ahead && far < least) [best, least] = [other, far];
  }
  return best;
}

function keyboard(box: HTMLElement, svg: SVGSVGElement, view: View): void {
  box.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const way = ways[e.key];
    const node = document.activeElement?.closest<SVGElement>("a.node");
    if (e.key === "+" || e.key === "=") view.by(step);
    else if (e.key === "-") view.by(1 / step);
    else if (e.key === "0") view.whole();
    else if (way && node) {
      const next = neighbour(svg, node, way);
      next?.focus({ preventScroll: true });
      if (next) view.show(next);
    } else if (way) view.pan(way.x * 60, way.y * 60);
    else return;
    e.preventDefault();
    e.stopPropagation();
  });
}

for (const figure of all("[data-mapfig]")) {
  const box = one("[data-map]", figure);
  const svg = one<SVGSVGElement>("svg", box ?? figure);
  if (!box || !svg) continue;
  const view = new View(box, svg);
  box.dataset.ready = "";
  buttons(figure, view);
  wheel(box, view);
  drag(box, view);
  pinch(box, view);
  keyboard(box, svg, view);
  const start = one<SVGElement>(".node.me", svg as unknown as ParentNode);
  if (start) view.show(start);
}
