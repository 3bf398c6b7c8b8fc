/** The page of another site that shows us in a panel. It is told two things, and nothing of what is said here. */

let host = location.ancestorOrigins?.[0];

/** Calls `greeted` when the host has shown that it can hide the panel. */
export function listenToHost(greeted) {
  addEventListener("message", ({ source, origin, data }) => {
    if (source !== parent || data !== "lavterskel:hello") return;
    host = origin;
    greeted();
  });
}

/** `what` is "leave" (empty the whole page) or "hide" (the conversation goes on). */
export function tellHost(what) {
  if (parent !== window && host) parent.postMessage(`lavterskel:${what}`, host);
}
