// Keyboard scanners type very fast and end with Enter or Tab.
import { typing } from "../dom";

const gap = 120; // milliseconds between keys above which a person is typing
const least = 3;

// wedge calls got with each code that a scanner types anywhere but in a field. Single letters are no commands on a page that scans,
// because a code would press them.
export function wedge(got: (code: string) => void): void {
  let text = "";
  let last = 0;
  window.addEventListener(
    "keydown",
    (e) => {
      if (e.ctrlKey || e.metaKey || (e.altKey && e.key.length > 1) || typing(e.target)) return;
      if (e.timeStamp - last > gap) text = "";
      if (e.key.length === 1 && e.key !== " ") {
        text += e.key;
        last = e.timeStamp;
        e.stopImmediatePropagation();
        if (e.key === "'" || e.key === "/") e.preventDefault(); // Firefox would search the page
        return;
      }
      if ((e.key === "Enter" || e.key === "Tab") && text.length >= least) {
        e.preventDefault();
        e.stopImmediatePropagation();
        got(text);
        text = "";
      }
    },
    true,
  );
}
