// The months choose the window: by dragging over them, or by keys while they are focused. Either fills the two fields that the
// form has anyway, and shows the answer.
import { addressOf, go } from "./desk.js";

let first = null;
let last = null;

const months = () => document.getElementById("months");
const bars = (of) => [...of.closest("svg").querySelectorAll("[data-month]")];
const shownBars = () => [...months().querySelectorAll("[data-month]")].filter((each) => each.checkVisibility());

function under(event) {
  return document.elementFromPoint(event.clientX, event.clientY)?.closest("#months [data-month]") ?? null;
}

function mark() {
  const all = bars(first);
  const [from, to] = [all.indexOf(first), all.indexOf(last)].sort((a, b) => a - b);
  all.forEach((each, place) => each.classList.toggle("brushed", place >= from && place <= to));
  return [all[from].dataset.month, all[to].dataset.month];
}

function choose(since, until) {
  const form = document.querySelector("form.filters");
  form.elements.since.value = since;
  form.elements.until.value = until;
  return go(addressOf(form));
}

document.addEventListener("pointerdown", (event) => {
  const bar = event.target.closest?.("#months [data-month]");
  if (!bar || event.button) return;
  event.preventDefault();
  first = last = bar;
  mark();
});

document.addEventListener("pointermove", (event) => {
  if (!first) return;
  const bar = under(event);
  if (bar && bar.closest("svg") === first.closest("svg")) {
    last = bar;
    mark();
  }
});

document.addEventListener("pointerup", () => {
  if (!first) return;
  const [since, until] = mark();
  first = last = null;
  choose(since, until);
});

document.addEventListener("pointercancel", () => {
  document.querySelectorAll("#months .brushed").forEach((each) => each.classList.remove("brushed"));
  first = last = null;
});

// Where the window goes for a key: [from, to] as places among all months, or null for none of it.
function moved(event, from, to, most) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step && event.shiftKey) return to + step >= from && to + step <= most ? [from, to + step] : null;
  if (step) return from + step >= 0 && to + step <= most ? [from + step, to + step] : null;
  if (event.key === "Home") return [0, to - from];
  if (event.key === "End") return [most - (to - from), most];
  return null;
}

document.addEventListener("keydown", async (event) => {
  if (event.target.id !== "months" || event.altKey || event.ctrlKey || event.metaKey) return;
  const all = shownBars().map((each) => each.dataset.month);
  if (!all.length) return;
  const { since, until } = event.target.dataset;
  if (event.key === "Escape" && since) {
    event.preventDefault();
    await choose("", "");
  } else if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) {
    event.preventDefault();
    const start = event.key === "ArrowLeft" || event.key === "End" ? all.length - 1 : 0;
    const place = since ? moved(event, all.indexOf(since), all.indexOf(until), all.length - 1) : [start, start];
    if (!place) return;
    await choose(all[place[0]], all[place[1]]);
  } else return;
  months()?.focus({ preventScroll: true });
});
