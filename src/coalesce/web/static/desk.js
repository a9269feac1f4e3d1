// Swaps the part of a page that a filter changes. Without it every form and link works as it stands.
//
// A form with data-swap, a link with data-go and one in a drawing fetch the whole page of their address; its <main> replaces this one.
// A form with data-auto is sent when a choice in it changes.

document.documentElement.classList.add("scripted");

let latest = 0;
let shown = location.pathname + location.search;

export async function go(address, { push = true, replace = false } = {}) {
  const turn = ++latest;
  const main = document.getElementById("main");
  main.setAttribute("aria-busy", "true");
  let fresh;
  try {
    const answer = await fetch(address, { credentials: "same-origin", headers: { accept: "text/html" } });
    fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    location.assign(address);
    return;
  }
  if (turn !== latest) return;
  const part = fresh.getElementById("main");
  if (!part) {
    location.assign(address);
    return;
  }
  const focused = document.activeElement?.name;
  const open = [...main.querySelectorAll("details")].map((each) => each.open);
  document.title = fresh.title;
  main.replaceWith(part);
  for (const banner of document.querySelectorAll(".banner")) {
    const other = fresh.querySelector(banner.classList.contains("banner-foot") ? ".banner-foot" : ".banner:not(.banner-foot)");
    if (other) banner.replaceWith(other);
  }
  [...part.querySelectorAll("details")].forEach((each, place) => { each.open = open[place] ?? each.open; });
  if (focused) part.querySelector(`[name="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  if (push) history.pushState({ swapped: true }, "", address);
  else if (replace) history.replaceState({ swapped: true }, "", address);
  shown = location.pathname + location.search;
  document.dispatchEvent(new CustomEvent("shown"));
}

export function addressOf(form) {
  const words = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value) words.append(name, value);
  const query = words.toString();
  return form.getAttribute("action") + (query ? `?${query}` : "");
}

document.addEventListener("submit", (event) => {
  if (event.target.matches('form[action="/sign-out"]')) try { localStorage.removeItem("coalesce-review-place"); } catch { /* nothing was kept */ }
  if (!event.target.matches("form[data-swap]")) return;
  event.preventDefault();
  go(addressOf(event.target));
});

document.addEventListener("change", (event) => {
  const form = event.target.closest("form");
  if (form?.matches("[data-auto]")) form.requestSubmit();
  else if (form?.matches("[data-swap]") && event.target.matches("select, input:not([type=search])")) go(addressOf(form));
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-go], .drawing a");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  go(link.getAttribute("href"));
});

// A choice that is folded out closes on Escape and on a click beside it.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const choice of document.querySelectorAll("details.choice[open]")) {
    choice.open = false;
    choice.querySelector("summary").focus();
  }
});
document.addEventListener("pointerdown", (event) => {
  for (const choice of document.querySelectorAll("details.choice[open]")) {
    if (!choice.contains(event.target)) choice.open = false;
  }
});

// A jump inside the page, such as to its content, is a "popstate" too: nothing is fetched for it.
window.addEventListener("popstate", () => {
  const address = location.pathname + location.search;
  if (address !== shown) go(address, { push: false });
});

// What takes a moment to work out is asked for after the page is there; then the page is shown anew, with it. Once an address: what
// is not there then has another reason.
const asked = new Set();
async function fetchLater() {
  const parts = [...document.querySelectorAll("[data-later]")].filter((each) => !asked.has(each.dataset.later));
  if (!parts.length) return;
  const turn = latest;
  const answers = await Promise.allSettled(parts.map((each) => {
    asked.add(each.dataset.later);
    each.setAttribute("aria-busy", "true");
    return fetch(each.dataset.later, { credentials: "same-origin", headers: { accept: "text/html" } });
  }));
  parts.forEach((each) => each.removeAttribute("aria-busy"));
  if (turn === latest && answers.some((each) => each.value?.ok)) await go(location.pathname + location.search, { push: false });
}
document.addEventListener("shown", fetchLater);
fetchLater();
