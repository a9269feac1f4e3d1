// Dragging over the months chooses the window: it fills the two fields that the form has anyway, and shows the answer.
import { addressOf, go } from "./desk.js";

let first = null;
let last = null;

function bar(event) {
  return document.elementFromPoint(event.clientX, event.clientY)?.closest("#months [data-month]") ?? null;
}

function bars(of) {
  return [...of.closest("svg").querySelectorAll("[data-month]")];
}

function mark() {
  const all = bars(first);
  const [from, to] = [all.indexOf(first), all.indexOf(last)].sort((a, b) => a - b);
  all.forEach((each, place) => each.classList.toggle("brushed", place >= from && place <= to));
  return [all[from].dataset.month, all[to].dataset.month];
}

document.addEventListener("pointerdown", (event) => {
  const under = event.target.closest?.("#months [data-month]");
  if (!under || event.button) return;
  event.preventDefault();
  first = last = under;
  mark();
});

document.addEventListener("pointermove", (event) => {
  if (!first) return;
  const under = bar(event);
  if (under && under.closest("svg") === first.closest("svg")) {
    last = under;
    mark();
  }
});

document.addEventListener("pointerup", () => {
  if (!first) return;
  const [since, until] = mark();
  first = last = null;
  const form = document.querySelector("form.filters");
  form.elements.since.value = since;
  form.elements.until.value = until;
  go(addressOf(form));
});

document.addEventListener("pointercancel", () => {
  document.querySelectorAll("#months .brushed").forEach((each) => each.classList.remove("brushed"));
  first = last = null;
});
