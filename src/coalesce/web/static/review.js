// Review by keyboard: s, d, u choose the word; 1 to 3 its reason; n goes to the note; Enter keeps it;
// z takes the last one back; j goes on to another pair. The form works without any of this.
//
// What a reviewer chose of the ways to work, and the pair that was looked at last, is remembered in this browser: a
// reviewer goes on where that was. Signing out forgets the pair.
import { keysOn } from "./keys.js";

const form = document.getElementById("judge");
const undo = document.getElementById("undo");
const atOnce = document.getElementById("at-once");
const words = { s: "same", d: "different", u: "unsure" };
const PLACE = "coalesce-review-place";
let sent = false;

function remembered(name) {
  try { return localStorage.getItem(name); } catch { return null; }
}

function remember(name, value) {
  try { localStorage.setItem(name, value); } catch { /* a browser that keeps nothing: then it is not remembered */ }
}

function chosen() {
  return form?.querySelector("input[name=verdict]:checked")?.value;
}

function reasoned() {
  const verdict = chosen();
  return Boolean(verdict) && (Boolean(form.querySelector(`input[name=reason-${verdict}]:checked`)) || form.elements.note.value.trim() !== "");
}

function ready() {
  if (!form) return;
  form.elements.note.setCustomValidity(!chosen() || reasoned() ? "" : form.dataset.sayWhy);
}

function pick(radio) {
  if (!radio) return;
  radio.checked = true;
  radio.focus({ preventScroll: true });
  ready();
}

function keep() {
  ready();
  if (!sent) form.requestSubmit();
}

function typing(event) {
  return event.target.matches("input[type=text], input:not([type]), input[type=search], textarea, select");
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat || !keysOn()) return;
  if (typing(event)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (!document.getElementById("question")) return;
  const key = event.key.toLowerCase();
  if (key === "z" && undo) undo.requestSubmit();
  else if (key === "j") document.getElementById("later")?.click();
  else if (!form) return;
  else if (words[key]) pick(form.querySelector(`input[name=verdict][value=${words[key]}]`));
  else if (/^[1-9]$/.test(key) && chosen()) {
    const reason = form.querySelectorAll(`input[name=reason-${chosen()}]`)[Number(key) - 1];
    pick(reason);
    if (reason && atOnce?.checked) keep();
  } else if (key === "n") form.elements.note.focus();
  else if (key === "enter" && !event.target.matches("a, button, summary, [type=checkbox]")) keep();
  else return;
  event.preventDefault();
});

// One word a pair: a key held down, or Enter hit twice, sends nothing twice.
form?.addEventListener("submit", (event) => {
  if (sent) event.preventDefault();
  sent = true;
});
addEventListener("pageshow", () => { sent = false; });

form?.addEventListener("change", ready);
form?.addEventListener("input", ready);
ready();

if (atOnce) {
  atOnce.checked = remembered("coalesce-review-at-once") === "yes";
  atOnce.addEventListener("change", () => remember("coalesce-review-at-once", atOnce.checked ? "yes" : "no"));
}

if (form) {
  const here = new URL(location.href);
  for (const word of ["kept", "answered"]) here.searchParams.delete(word);
  remember(PLACE, here.pathname + here.search);
  if (location.search.includes("kept=") || location.search.includes("answered=")) document.getElementById("question")?.focus();
}

function offer() {
  const resume = document.getElementById("resume");
  const place = remembered(PLACE);
  if (!resume || !place?.startsWith("/review/")) return;
  resume.href = place;
  resume.hidden = false;
}

document.addEventListener("shown", offer);
offer();
