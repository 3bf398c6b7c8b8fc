/** Leaving, on the page where one checks whether it is us. */

import { leave, neverShownAgain, onLeaving } from "./leave.js";

onLeaving(document.getElementById("leave"), () => leave(() => {}));
neverShownAgain();
