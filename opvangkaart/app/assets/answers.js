// A page that asks on by itself looks alive also when nobody answers: say so, until somebody does.
const silent = document.getElementById("stil");
document.body.addEventListener("htmx:sendError", () => {
  silent.hidden = false;
});
document.body.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) {
    silent.hidden = true;
  }
});
