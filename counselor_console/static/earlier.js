/**
 * Whom it could be, beside a registration. An answer that is given while those most alike are looked up is newer than
 * what comes back, so that is let go and asked for once more. That a colleague registers the same is said aloud.
 */

const said = document.getElementById("said");
let answered = false; // since the last question went out
let warned = false;

const looks = (ctx) => ctx.target?.id === "earlier";
const warning = () => document.querySelector("#earlier .earlier__also");

document.addEventListener("input", (event) => {
  if (event.target.closest("#earlier")) answered = true;
});
document.addEventListener("htmx:config:request", (event) => {
  if (looks(event.detail.ctx)) answered = false;
});
document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = event.detail;
  warned = Boolean(warning());
  if (!looks(ctx) || !answered) return;
  event.preventDefault();
  ctx.sourceElement.dispatchEvent(new Event("answered"));
});
document.addEventListener("htmx:after:settle", () => {
  const line = warning();
  if (line && !warned) said.textContent = line.textContent.trim();
  warned = Boolean(line);
});
