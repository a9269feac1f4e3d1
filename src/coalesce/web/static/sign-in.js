// Takes the one-time link's secret from behind the '#', clears it from the address, and posts it in a form's body.
// Who was asked to sign in at another page comes back to it: each way to sign in is told its address.
const here = location.pathname + location.search;
if (location.pathname !== "/sign-in" && !location.pathname.startsWith("/sign-in/")) {
  for (const field of document.querySelectorAll(".sign-in input[name=back]")) field.value = here;
  const provider = document.getElementById("by-provider");
  if (provider) provider.search = new URLSearchParams({ back: here });
}
function opened() {
  const form = document.getElementById("sign-in");
  const secret = location.hash.slice(1);
  if (!form || secret.length < 40) return; // "#main" is no secret
  history.replaceState(null, "", location.pathname);
  form.elements.link.value = secret;
  form.requestSubmit();
}
opened();
window.addEventListener("hashchange", opened); // the link was opened where this page already was
