/** The console's page: one module for each thing that lives in it. */
import "./htmx-extension.js";
import "./lane.js";
import "./rail.js";
import "./pane.js";
import "./earlier.js";
import "./note.js";
import "./views.js";
import "./keys.js";
import "./events.js";
import "./half-written.js";
import "./phrasebook.js";
import "./acting.js";
import "./notify.js";
