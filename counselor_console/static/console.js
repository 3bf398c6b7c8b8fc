/** The console's page: one module for each thing that lives in it. */
import "./htmx-extension.js";
import "./lane.js";
import "./rail.js";
import "./pane.js";
import "./views.js";
import "./keys.js";
import "./events.js";
