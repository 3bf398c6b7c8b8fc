/** Leaving, where somebody reads what waited for him: the cookie at once, without the network; then the server. */

import { leave, neverShownAgain, onLeaving } from "./leave.js";

onLeaving(document.getElementById("leave"), () => leave(forget));
neverShownAgain();

function forget() {
  fetch("/leave", { method: "POST", body: "{}", keepalive: true }).catch(() => {});
}
