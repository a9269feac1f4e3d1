// Takes the one-time link's secret from behind the '#', clears it from the address, and posts it in a form's body.
const form = document.getElementById("sign-in");
const secret = location.hash.slice(1);
if (form && secret) {
  history.replaceState(null, "", location.pathname);
  form.elements.link.value = secret;
  form.requestSubmit();
}
