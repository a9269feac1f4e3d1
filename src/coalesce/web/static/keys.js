// Single keys of every page: "?" tells them, "/" goes to the search, "g" and a letter goes to a part of the desk.
//
// A reader who speaks to the computer, or whose fingers slip, switches them off in the same box (WCAG 2.1.4); the choice
// stays in this browser. A module of a page asks keysOn() before it takes a key.

const KEPT = "coalesce-keys";
const box = document.getElementById("keys");
const choice = document.getElementById("keys-on");
let going = -Infinity;

export function keysOn() {
  return localStorage.getItem(KEPT) !== "off";
}

export function typing(event) {
  return Boolean(event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]"));
}

function goTo(letter) {
  const link = document.querySelector(`.side a[data-key="${CSS.escape(letter)}"]`);
  link?.click();
  return Boolean(link);
}

if (choice) {
  choice.checked = keysOn();
  choice.addEventListener("change", () => localStorage.setItem(KEPT, choice.checked ? "on" : "off"));
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event)) return;
  if (event.key === "?" && box && (keysOn() || box.matches(":popover-open"))) box.togglePopover();
  else if (!keysOn()) return;
  else if (event.key === "/") {
    const search = document.querySelector("main input[type=search]");
    if (search) search.focus();
    else if (!goTo("s")) return;
  } else if (event.key === "g") {
    going = event.timeStamp;
    return;
  } else if (event.timeStamp - going < 1500 && goTo(event.key)) going = -Infinity;
  else return;
  event.preventDefault();
});
