// Plays the months: follows the link "a month later" again and again, until the last month or until it is stopped. For a reader who
// asked for less motion it goes one month a press. Without script the links themselves are there.
import { go } from "./desk.js";

const LEAST = 900; // milliseconds a month is shown at least
const still = matchMedia("(prefers-reduced-motion: reduce)");
let playing = false;

const button = () => document.querySelector("button[name=play]");
const later = () => document.querySelector("[data-step=after]");

function show() {
  const now = button();
  if (!now) return;
  now.textContent = still.matches ? now.dataset.one : playing ? now.dataset.pause : now.dataset.play;
  now.setAttribute("aria-pressed", String(playing));
  now.disabled = !later() && !playing;
}

async function play() {
  while (playing && later()) {
    const wait = new Promise((done) => setTimeout(done, LEAST));
    await go(later().getAttribute("href"), { push: false, replace: true });
    show();
    await wait;
  }
  playing = false;
  show();
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("button[name=play]")) {
    if (event.isTrusted && event.target.closest("a, button, select, input")) playing = false;
    return;
  }
  if (still.matches) {
    if (later()) go(later().getAttribute("href")).then(show);
  } else if (playing) {
    playing = false;
    show();
  } else {
    playing = true;
    show();
    play();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") playing = false;
});
document.addEventListener("shown", show);
still.addEventListener("change", () => { playing = false; show(); });
show();
