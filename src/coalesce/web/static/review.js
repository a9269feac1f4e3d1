// Review by keyboard: s, d, u choose the word; 1 to 3 its reason; n goes to the note; Enter keeps it;
// z takes the last one back; j goes on to another pair. The form works without any of this.
import { keysOn } from "./keys.js";

const form = document.getElementById("judge");
const undo = document.getElementById("undo");
const words = { s: "same", d: "different", u: "unsure" };

function chosen() {
  return form?.querySelector("input[name=verdict]:checked")?.value;
}

function reasoned() {
  const verdict = chosen();
  return Boolean(verdict) && (Boolean(form.querySelector(`input[name=reason-${verdict}]:checked`)) || form.elements.note.value.trim() !== "");
}

function ready() {
  if (!form) return;
  form.elements.note.setCustomValidity(!chosen() || reasoned() ? "" : "Say why: choose a reason, or write one.");
}

function pick(radio) {
  if (!radio) return;
  radio.checked = true;
  radio.focus({ preventScroll: true });
  ready();
}

function typing(event) {
  return event.target.matches("input[type=text], input:not([type]), input[type=search], textarea, select");
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !keysOn()) return;
  if (typing(event)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const key = event.key.toLowerCase();
  if (key === "z" && undo) undo.requestSubmit();
  else if (key === "j") document.getElementById("later")?.click();
  else if (!form) return;
  else if (words[key]) pick(form.querySelector(`input[name=verdict][value=${words[key]}]`));
  else if (/^[1-9]$/.test(key) && chosen()) pick(form.querySelectorAll(`input[name=reason-${chosen()}]`)[Number(key) - 1]);
  else if (key === "n") form.elements.note.focus();
  else if (key === "enter" && !event.target.matches("a, button, summary")) {
    ready();
    form.requestSubmit();
  } else return;
  event.preventDefault();
});

form?.addEventListener("change", ready);
form?.addEventListener("input", ready);
ready();
